// Package policyconf holds the policy's language and its first contents: the Casbin model, the default
// lines, and the code lists of purposes and case numbers.
package policyconf

import _ "embed"

// Model is the Casbin model.
//
//go:embed model.conf
var Model string

// Lines are the permissions of the built-in roles, as CSV.
//
//go:embed lines.csv
var Lines string

// Purposes is the code list of reasons to look, as CSV.
//
//go:embed purposes.csv
var Purposes string

// Cases is the code list of case-number patterns, as CSV.
//
//go:embed cases.csv
var Cases string
