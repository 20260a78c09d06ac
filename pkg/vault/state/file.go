package state

import "strings"

// resolve takes the path apart and checks that the file has what its kind has, and
// nothing else. Bytes and hash are checked by the ledger.
func (f *File) resolve() error {
	at, ok := ParsePath(f.Path)
	if !ok {
		return refuse("a path is not one of a vault")
	}
	f.At = at
	dated := at.Kind == KindPart || at.Kind == KindPartKey
	switch {
	case dated && (f.Bucket != at.Bucket || f.Tier != at.Tier):
		return refuse("%s has another bucket or tier than its path", f.Path)
	case dated && !(isDay(f.First) && isDay(f.Last) && f.First <= f.Last && within(f.First, f.Bucket) && within(f.Last, f.Bucket)):
		return refuse("%s has days outside its bucket", f.Path)
	case !dated && f.First+f.Last != "":
		return refuse("%s has days, which its kind has not", f.Path)
	}
	switch at.Kind {
	case KindPart, KindPartKey:
		ok = f.Rows > 0
	case KindQuarantine:
		_, ok = parseBucket(f.Bucket)
		ok = ok && f.Rows > 0 && f.Tier == TierQuarantine
	default:
		ok = f.Rows == 0 && f.Tier == "" && f.Bucket == ""
	}
	if !ok {
		return refuse("%s lacks rows, tier or bucket, or has one that its kind has not", f.Path)
	}
	return nil
}

// within tells whether a day lies in a bucket: days and buckets share their prefix.
func within(day, bucket string) bool { return strings.HasPrefix(day, bucket) }

// partID names the rows that the tiers of one part share.
func (p Path) partID() string { return p.Bucket + "-" + p.ID }
