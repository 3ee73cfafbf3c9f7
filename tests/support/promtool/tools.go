//go:build tools

// Package tools names the program that is built, for go.mod.
package tools

import _ "github.com/prometheus/prometheus/cmd/promtool"
