package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/pkg/v3/pbutil"
	"go.etcd.io/etcd/raft/v3"
	"go.etcd.io/etcd/raft/v3/raftpb"
	"go.etcd.io/etcd/server/v3/etcdserver/api/snap"
	"go.etcd.io/etcd/server/v3/wal"
	"go.etcd.io/etcd/server/v3/wal/walpb"
	"go.uber.org/zap"
)

// verdict has an empty reason where etcd has no objection.
type verdict struct {
	Reason string `json:"reason"`
}

type snapVerdict struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	Index  string `json:"index"`
	Term   string `json:"term"`
}

// judgement holds numbers of 64 bits as texts.
type judgement struct {
	Verify    verdict       `json:"verify"`
	Start     verdict       `json:"start"`
	Repaired  bool          `json:"repaired"`
	Snaps     []snapVerdict `json:"snaps"`
	Snapshot  string        `json:"snapshot"`
	MemberID  string        `json:"memberId"`
	ClusterID string        `json:"clusterId"`
	Term      string        `json:"term"`
	Vote      string        `json:"vote"`
	Commit    string        `json:"commit"`
	LastIndex string        `json:"lastIndex"`
}

// judge goes the way of etcd's start, which may change the files.
func judge(req request) (j judgement) {
	j.Snaps = readSnaps(req.SnapDir)
	j.Verify.Reason = guard(func() error {
		_, err := wal.Verify(zap.NewNop(), req.WalDir, newestRecord(req.WalDir))
		return err
	})
	j.Start.Reason = guard(func() error { return start(req, &j) })
	return j
}

func guard(fn func() error) (reason string) {
	defer func() {
		if r := recover(); r != nil {
			reason = fmt.Sprintf("panic: %v", r)
		}
	}()
	if err := fn(); err != nil {
		return err.Error()
	}
	return ""
}

func newestRecord(walDir string) walpb.Snapshot {
	snaps, err := wal.ValidSnapshotEntries(zap.NewNop(), walDir)
	if err != nil || len(snaps) == 0 {
		return walpb.Snapshot{}
	}
	return snaps[len(snaps)-1]
}

func start(req request, j *judgement) error {
	records, err := wal.ValidSnapshotEntries(zap.NewNop(), req.WalDir)
	if err != nil {
		return fmt.Errorf("snapshot records: %w", err)
	}
	var at walpb.Snapshot
	shot, err := snap.New(zap.NewNop(), req.SnapDir).LoadNewestAvailable(records)
	if err != nil && !errors.Is(err, snap.ErrNoSnapshot) {
		return err
	}
	if shot != nil {
		at.Index, at.Term = shot.Metadata.Index, shot.Metadata.Term
	}
	j.Snapshot = text(at.Index)
	metadata, state, entries, err := readAll(req.WalDir, at, j)
	if err != nil {
		return err
	}
	var ids etcdserverpb.Metadata
	pbutil.MustUnmarshal(&ids, metadata)
	j.MemberID, j.ClusterID = text(ids.NodeID), text(ids.ClusterID)
	j.Term, j.Vote, j.Commit = text(state.Term), text(state.Vote), text(state.Commit)
	storage := raft.NewMemoryStorage()
	if shot != nil {
		if err := storage.ApplySnapshot(*shot); err != nil {
			return err
		}
	}
	storage.SetHardState(state)
	storage.Append(entries)
	last, err := storage.LastIndex()
	j.LastIndex = text(last)
	if err != nil {
		return err
	}
	_, err = raft.NewRawNode(&raft.Config{
		ID:              ids.NodeID,
		ElectionTick:    10,
		HeartbeatTick:   1,
		Storage:         storage,
		MaxSizePerMsg:   1 << 20,
		MaxInflightMsgs: 512,
		Logger:          &raft.DefaultLogger{Logger: discard()},
	})
	return err
}

func readAll(walDir string, at walpb.Snapshot, j *judgement) (
	[]byte, raftpb.HardState, []raftpb.Entry, error,
) {
	for {
		metadata, state, entries, err := readOnce(walDir, at)
		if errors.Is(err, errOpen) {
			return nil, state, nil, err
		}
		if err == nil {
			return metadata, state, entries, nil
		}
		if j.Repaired || !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, state, nil, fmt.Errorf("read: %w", err)
		}
		if !wal.Repair(zap.NewNop(), walDir) {
			return nil, state, nil, errors.New("repair failed")
		}
		j.Repaired = true
	}
}

var errOpen = errors.New("open")

// readOnce closes the log also when reading panics: what prepares its next
// segment in the background would else lock that file of the next log.
func readOnce(walDir string, at walpb.Snapshot) (
	[]byte, raftpb.HardState, []raftpb.Entry, error,
) {
	w, err := wal.Open(zap.NewNop(), walDir, at)
	if err != nil {
		return nil, raftpb.HardState{}, nil, fmt.Errorf("%w: %w", errOpen, err)
	}
	defer w.Close()
	return w.ReadAll()
}

func readSnaps(snapDir string) []snapVerdict {
	found := []snapVerdict{}
	files, err := os.ReadDir(snapDir)
	if err != nil {
		return found
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".snap") {
			continue
		}
		v := snapVerdict{Name: file.Name()}
		v.Reason = guard(func() error {
			shot, err := snap.Read(zap.NewNop(), filepath.Join(snapDir, file.Name()))
			if err == nil {
				v.Index, v.Term = text(shot.Metadata.Index), text(shot.Metadata.Term)
			}
			return err
		})
		found = append(found, v)
	}
	sort.Slice(found, func(a, b int) bool { return found[a].Name > found[b].Name })
	return found
}

func text(n uint64) string { return strconv.FormatUint(n, 10) }
