package main

import (
	"io"
	"log"
	"math/rand"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/pkg/v3/pbutil"
	"go.etcd.io/etcd/raft/v3/raftpb"
	"go.etcd.io/etcd/server/v3/etcdserver/api/snap"
	"go.etcd.io/etcd/server/v3/wal"
	"go.etcd.io/etcd/server/v3/wal/walpb"
	"go.uber.org/zap"
)

// writePlan says what a made-up member has lived through.
type writePlan struct {
	Seed         int64 `json:"seed"`
	SegmentBytes int64 `json:"segmentBytes"`
	Entries      int   `json:"entries"`
	MaxEntrySize int   `json:"maxEntrySize"`
	// A snapshot after so many entries, none with 0.
	SnapshotEvery int `json:"snapshotEvery"`
	// A change of leader, with entries overwritten, in one of so many batches.
	LeaderChangeIn int `json:"leaderChangeIn"`
	// A restart in one of so many batches.
	RestartIn int `json:"restartIn"`
	// A snapshot of the leader, past the own log, in one of so many batches.
	CatchUpIn int `json:"catchUpIn"`
}

type writer struct {
	plan    writePlan
	random  *rand.Rand
	req     request
	log     *wal.WAL
	snaps   *snap.Snapshotter
	terms   map[uint64]uint64
	state   raftpb.HardState
	last    uint64
	lastCut uint64
	start   walpb.Snapshot
}

// write makes a log by the calls that etcd makes, in its order.
func write(req request) error {
	plan := req.Write
	wal.SegmentSizeBytes = plan.SegmentBytes
	w := &writer{
		plan:   plan,
		random: rand.New(rand.NewSource(plan.Seed)),
		req:    req,
		snaps:  snap.New(zap.NewNop(), req.SnapDir),
		terms:  map[uint64]uint64{},
		state:  raftpb.HardState{Term: 1, Vote: 7},
	}
	metadata := pbutil.MustMarshal(&etcdserverpb.Metadata{NodeID: 7, ClusterID: 9})
	var err error
	if w.log, err = wal.Create(zap.NewNop(), req.WalDir, metadata); err != nil {
		return err
	}
	for int(w.last) < plan.Entries {
		if err := w.batch(); err != nil {
			return err
		}
	}
	return w.log.Close()
}

func (w *writer) batch() error {
	if w.oneIn(w.plan.LeaderChangeIn) {
		w.state.Term++
		w.state.Vote = 0
		w.last -= uint64(w.random.Int63n(int64(w.last-w.state.Commit) + 1))
	}
	if w.oneIn(w.plan.RestartIn) {
		if err := w.restart(); err != nil {
			return err
		}
	}
	if w.oneIn(w.plan.CatchUpIn) {
		w.last += uint64(50 + w.random.Intn(50))
		w.terms[w.last] = w.state.Term
		w.state.Commit = w.last
		if err := w.snapshot(w.last); err != nil {
			return err
		}
	}
	entries := make([]raftpb.Entry, 1+w.random.Intn(8))
	for i := range entries {
		w.last++
		w.terms[w.last] = w.state.Term
		entries[i] = raftpb.Entry{Term: w.state.Term, Index: w.last, Data: w.bytes()}
		if w.random.Intn(30) == 0 {
			entries[i].Type = raftpb.EntryConfChange
		}
	}
	w.state.Commit += uint64(w.random.Int63n(int64(w.last-w.state.Commit) + 1))
	if err := w.log.Save(w.state, entries); err != nil {
		return err
	}
	every := uint64(w.plan.SnapshotEvery)
	if every > 0 && w.state.Commit-w.lastCut >= every {
		return w.snapshot(w.state.Commit)
	}
	return nil
}

func (w *writer) snapshot(index uint64) error {
	w.lastCut = index
	conf := raftpb.ConfState{Voters: []uint64{7, 8}, Learners: []uint64{11}}
	meta := raftpb.SnapshotMetadata{Index: index, Term: w.terms[index], ConfState: conf}
	w.start = walpb.Snapshot{Index: index, Term: meta.Term, ConfState: &conf}
	err := w.snaps.SaveSnap(raftpb.Snapshot{Data: w.bytes(), Metadata: meta})
	if err != nil {
		return err
	}
	if err := w.log.SaveSnapshot(w.start); err != nil {
		return err
	}
	return w.log.Save(w.state, nil)
}

func (w *writer) restart() error {
	if err := w.log.Close(); err != nil {
		return err
	}
	var err error
	if w.log, err = wal.Open(zap.NewNop(), w.req.WalDir, w.start); err != nil {
		return err
	}
	_, _, _, err = w.log.ReadAll()
	return err
}

func (w *writer) bytes() []byte {
	b := make([]byte, 1+w.random.Intn(w.plan.MaxEntrySize))
	w.random.Read(b)
	return b
}

func (w *writer) oneIn(n int) bool { return n > 0 && w.random.Intn(n) == 0 }

func discard() *log.Logger { return log.New(io.Discard, "", 0) }
