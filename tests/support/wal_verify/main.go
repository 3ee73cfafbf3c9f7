// Command wal_verify says what etcd's own packages make of a write-ahead log
// and of snapshot files, and writes logs in small segments. It reads one
// request per line of standard input, as JSON, and answers with one line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type request struct {
	// "judge" or "write"
	Op      string    `json:"op"`
	WalDir  string    `json:"walDir"`
	SnapDir string    `json:"snapDir"`
	Write   writePlan `json:"write"`
}

const version = "3.5.35"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("wal_verify", version)
		return
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var req request
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			fail(err)
		}
		if err := out.Encode(answer(req)); err != nil {
			fail(err)
		}
	}
}

func answer(req request) any {
	if req.Op == "write" {
		if err := write(req); err != nil {
			fail(err)
		}
		return map[string]bool{"written": true}
	}
	return judge(req)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
