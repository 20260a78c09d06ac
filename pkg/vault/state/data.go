package state

import (
	"bytes"
	"encoding/json"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// What the operations say in the key data of an entry. Encode gives the bytes.
// Heartbeat says nothing and has no data.
type (
	// GenesisData makes a vault: one actor, who holds owner and every role with a key,
	// and the first generation of those roles.
	GenesisData struct {
		Actors   []Actor `json:"actors"`
		Policy   Policy  `json:"policy"`
		Recovery string  `json:"recovery,omitempty"` // an age recipient
		Roles    []Role  `json:"roles"`              // by name
		Survey   string  `json:"survey,omitempty"`   // the text of a survey.yaml
	}
	// ActorAddData adds a person, or gives roles to one who exists.
	ActorAddData struct {
		Actor Actor `json:"actor"`
	}
	// ActorRevokeData takes everything from a person, for ever.
	ActorRevokeData struct {
		Name string `json:"name"`
	}
	// RotateData gives a role a new key. Deep is 1 when the parts are new too.
	RotateData struct {
		Deep       int    `json:"deep"`
		Generation int    `json:"generation"`
		Recipient  string `json:"recipient"`
		Role       string `json:"role"`
	}
	// PolicySetData sets a policy. Approved is how many tiers of buckets are due by it
	// at the entry's time and were not by the policy before.
	PolicySetData struct {
		Approved int    `json:"approved,omitempty"`
		Policy   Policy `json:"policy"`
	}
	// SurveySetData replaces the survey definition.
	SurveySetData struct {
		Survey string `json:"survey"`
	}
	// ImportData is one import. Survey is set by the first import of a vault that has none.
	ImportData struct {
		Rows   RowCounts `json:"rows"`
		Source string    `json:"source"` // keyed hash of the source, 32 hexadecimal digits
		Survey string    `json:"survey,omitempty"`
	}
	// RowCounts is what became of the rows of an import: in = ok + duplicate +
	// rejected + late; expiring are those of ok whose bucket is due already.
	RowCounts struct {
		Duplicate int64 `json:"duplicate"`
		Expiring  int64 `json:"expiring"`
		In        int64 `json:"in"`
		Late      int64 `json:"late"`
		OK        int64 `json:"ok"`
		Rejected  int64 `json:"rejected"`
	}
	// PurgeData removes tiers of buckets, sorted by bucket and tier. Plan is the
	// SHA-256 of a plan that was reviewed.
	PurgeData struct {
		Plan    string    `json:"plan,omitempty"`
		Removed []Removed `json:"removed"`
	}
	// Removed is one tier of one bucket. Reason is a word, such as retention.
	Removed struct {
		Bucket string `json:"bucket"`
		Reason string `json:"reason"`
		Rows   int64  `json:"rows"`
		Tier   string `json:"tier"`
	}
	// ReceiptData says that the files of a purge are gone from the disk.
	ReceiptData struct {
		Of int64 `json:"of"` // number of the purge
	}
	// PurgeFilesData counts source exports that were removed from the disk.
	PurgeFilesData struct {
		Bytes  int64  `json:"bytes"`
		Files  int64  `json:"files"`
		Newest string `json:"newest"` // a day
		Oldest string `json:"oldest"`
	}
	// ReleaseData is a published edition: the SHA-256 of it and of its plan.
	ReleaseData struct {
		Digest string `json:"digest"`
		Plan   string `json:"plan"`
	}
	// HeadData is a head that was found sound (verified) or published (anchor).
	HeadData struct {
		Root string `json:"root"` // base64, as in a checkpoint
		Size int64  `json:"size"`
	}
)

// Actor is a person or a job that signs. Its JSON is that of an entry and a state.
type Actor struct {
	Name      string   `json:"name"`
	Recipient string   `json:"recipient"`         // age recipient of its key files
	Revoked   int      `json:"revoked,omitempty"` // 1 when revoked
	Roles     []string `json:"roles"`             // sorted
	Verifier  string   `json:"verifier"`          // note verifier key
}

// IsRevoked tells whether the actor may nothing any more.
func (a Actor) IsRevoked() bool { return a.Revoked != 0 }

// Role is a role with a key of its own.
type Role struct {
	Generation int    `json:"generation"` // from 1
	Recipient  string `json:"recipient"`  // age recipient of the identity
	Role       string `json:"role"`
}

// Encode gives what an operation says as an entry holds it.
func Encode(data any) (json.RawMessage, error) { return ledger.Canonical(data) }

// decode reads what an operation says. Writing it again must give the same bytes, so
// unknown keys, missing ones and empty ones that should be left out are refused.
func decode[T any](data json.RawMessage) (T, error) {
	var v T
	bad := refuse("its data has a key that is unknown, missing, empty or of another type")
	if len(data) == 0 {
		return v, refuse("it has no data")
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return v, bad
	}
	again, err := ledger.Canonical(v)
	if err != nil || !bytes.Equal(again, data) {
		return v, bad
	}
	return v, nil
}
