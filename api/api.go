// Package api carries the public contract's description with the program.
package api

import _ "embed"

// OpenAPI describes the HTTP interface; it is generated from the protos.
//
//go:embed openapi.yaml
var OpenAPI []byte
