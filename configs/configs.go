// Package configs carries the configuration files with the program.
package configs

import _ "embed"

// Default is the configuration that holds where a file says nothing else.
//
//go:embed chengxin.yaml
var Default []byte
