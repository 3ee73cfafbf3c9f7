// Program write_database writes a bbolt database of a wanted form.
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"log"
	"math/rand"

	bolt "go.etcd.io/bbolt"
)

func main() {
	path := flag.String("path", "", "file to write")
	pageSize := flag.Int("page-size", 4096, "bytes of a page")
	hashmap := flag.Bool("hashmap", false, "use the hashmap freelist")
	noSync := flag.Bool("no-freelist-sync", false, "do not store the freelist")
	keys := flag.Int("keys", 1000, "keys in every bucket")
	keyBytes := flag.Int("key-bytes", 17, "bytes of a key, 8 at least")
	valueBytes := flag.Int("value-bytes", 100, "bytes of a value at most")
	perTxn := flag.Int("per-txn", 500, "keys in a transaction")
	depth := flag.Int("depth", 1, "levels of nested buckets")
	width := flag.Int("width", 2, "buckets on every level")
	deleteEvery := flag.Int("delete-every", 0, "delete every n-th key")
	flag.Parse()

	kind := bolt.FreelistArrayType
	if *hashmap {
		kind = bolt.FreelistMapType
	}
	db, err := bolt.Open(*path, 0o600, &bolt.Options{
		PageSize: *pageSize, FreelistType: kind, NoFreelistSync: *noSync,
		NoSync: true, NoGrowSync: true,
	})
	check(err)
	defer db.Close()
	random := rand.New(rand.NewSource(1))
	for _, names := range bucketPaths(*depth, *width) {
		for from := 0; from < max(*keys, 1); from += *perTxn {
			check(db.Update(func(tx *bolt.Tx) error {
				b, err := open(tx, names)
				check(err)
				for i := from; i < min(from+*perTxn, *keys); i++ {
					value := make([]byte, 1+random.Intn(*valueBytes))
					random.Read(value)
					check(b.Put(key(i, *keyBytes), value))
				}
				return nil
			}))
		}
		if *deleteEvery == 0 {
			continue
		}
		check(db.Update(func(tx *bolt.Tx) error {
			b, err := open(tx, names)
			check(err)
			for i := 0; i < *keys; i += *deleteEvery {
				check(b.Delete(key(i, *keyBytes)))
			}
			return nil
		}))
	}
}

func bucketPaths(depth, width int) [][]string {
	if depth == 0 {
		return nil
	}
	paths := [][]string{}
	for i := 0; i < width; i++ {
		name := fmt.Sprintf("bucket-%d", i)
		paths = append(paths, []string{name})
		for _, below := range bucketPaths(depth-1, width) {
			paths = append(paths, append([]string{name}, below...))
		}
	}
	return paths
}

func open(tx *bolt.Tx, names []string) (*bolt.Bucket, error) {
	b, err := tx.CreateBucketIfNotExists([]byte(names[0]))
	for _, name := range names[1:] {
		if err == nil {
			b, err = b.CreateBucketIfNotExists([]byte(name))
		}
	}
	return b, err
}

// key makes keys that are in the order of their numbers only by their ends.
func key(i, length int) []byte {
	k := make([]byte, length)
	binary.BigEndian.PutUint64(k[length-8:], uint64(i))
	return k
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
