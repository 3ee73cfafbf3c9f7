//go:build tools

// Package tools names the programs that are built here, so that "go mod tidy"
// keeps their modules.
package tools

import (
	_ "go.etcd.io/bbolt/cmd/bbolt"
)
