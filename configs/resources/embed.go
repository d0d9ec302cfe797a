// Package resourcesdata carries the shipped resource definitions with the program.
package resourcesdata

import "embed"

// FS holds one *.yaml per resource.
//
//go:embed *.yaml
var FS embed.FS
