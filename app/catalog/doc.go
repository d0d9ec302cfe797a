// Package catalog is the directory of information resources: what exists, who provides it, how it is shaped and shared.
//
// It promises: every version of every definition is kept; a definition is compiled before it is published and refused whole when it
// does not compile; a publication is in the ledger before its answer leaves; what is in force reaches the services that validate and
// mask by it within a second; the definitions that come with the program, or lie in the configured folder, are registered at the start,
// and never undo what was published since. A definition that would show stored data to more people is published only when a second person
// has approved it, wherever it came from.
//
// Everybody may see what is open, in pages and as DCAT, and of what is closed only that it exists. Samples are made up from a definition, pass
// its own check and are of nobody.
//
// It owns its tables (SQL) and calls access and audit only.
package catalog
