package part

import "github.com/seed-ccfc8abe/nps/pkg/parquet"

// clock reads the column of times.
type clock struct {
	c      *chunk
	data   []byte // pages to come
	rows   int    // in them
	left   int    // rows left of the open page
	nulls  bool   // the open page has some
	levels parquet.Hybrid
	values *parquet.Delta
	times  []int64
	has    []uint32 // 1 for a row with a time
}

// open loads the column. A query that needs no times has no clock.
func (k *clock) open(f *File) (err error) {
	if k == nil {
		return nil
	}
	k.data, err = f.load(k.c.offset, k.c.size)
	k.times, k.has = make([]int64, batch), make([]uint32, batch)
	return err
}

// page begins the next page.
func (k *clock) page() error {
	p, rest, err := k.c.nextPage(k.data, k.rows)
	if err != nil {
		return err
	}
	if p.Kind != parquet.DataPage2 || p.Encoding != parquet.DeltaBinaryPacked {
		return k.c.damaged("a page of an unknown encoding")
	}
	levels, body, err := k.c.split(&p, nil)
	if err != nil {
		return err
	}
	if k.values, err = parquet.NewDelta(body, p.Values-p.Nulls); err != nil {
		return k.c.blame(err)
	}
	k.data, k.rows, k.left, k.nulls, k.levels = rest, k.rows-p.Values, p.Values, p.Nulls > 0, parquet.NewHybrid(levels, 1)
	return nil
}

// next reads the times of the next n rows, at most a batch.
func (k *clock) next(n int) error {
	for at := 0; at < n; {
		if k.left == 0 {
			if err := k.page(); err != nil {
				return err
			}
		}
		step := min(k.left, n-at)
		if err := k.decode(k.times[at:at+step], k.has[at:at+step]); err != nil {
			return k.c.blame(err)
		}
		k.left -= step
		at += step
	}
	return nil
}

func (k *clock) decode(times []int64, has []uint32) error {
	if !k.nulls {
		for i := range has {
			has[i] = 1
		}
		return k.values.Next(times)
	}
	if err := k.levels.Next(has); err != nil {
		return err
	}
	present := 0
	for _, h := range has {
		present += int(h)
	}
	if err := k.values.Next(times[:present]); err != nil {
		return err
	}
	for i := len(has) - 1; i >= 0; i-- { // from behind, for they only move up
		if has[i] == 0 {
			times[i] = 0
			continue
		}
		present--
		times[i] = times[present]
	}
	return nil
}
