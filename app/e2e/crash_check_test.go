package e2e

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chengxin-credit/chengxin/internal/domain/evidence"
	"github.com/chengxin-credit/chengxin/internal/ledgerverify"
	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// pinned is what an auditor keeps of the ledger: the key from the first day, and the last checkpoint he saw.
type pinned struct {
	key        string
	checkpoint []byte
	size       uint64
}

// shown is a profile as far as the checks need it.
type shown struct {
	Groups []struct {
		Records []shownRecord `json:"records"`
	} `json:"groups"`
}

type shownRecord struct {
	RecordID   string `json:"record_id"`
	DocumentNo string `json:"document_no"`
	Version    int    `json:"version"`
	Current    bool   `json:"current"`
	Fields     []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
}

func (r shownRecord) text() string {
	for _, f := range r.Fields {
		if f.Name == "CF_NR" {
			return f.Value
		}
	}
	return ""
}

// asks is an officer with the session of before the first crash. A crash may cost him an answer, never his session.
func (c *crash) asks(name string, r *rand.Rand) {
	for !c.ending() && !c.t.Failed() {
		subject, query := c.subjects[r.IntN(len(c.subjects))], ask("")
		switch r.IntN(8) {
		case 0:
			query = "purpose=enforcement" // no case number: refused, with evidence
		case 1, 2, 3:
			query = ask("&versions=true")
		}
		a, err := c.officer.try("GET", "/v1/subjects/"+subject+"/profile?"+query, nil)
		if err == nil && (a.status == 200 || a.status == 403) {
			c.answered(name, subject, a, strings.Contains(query, "versions"))
			time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond) // an officer reads what he got
			continue
		}
		if err == nil && a.status != 503 {
			c.t.Errorf("%s asked for %s and got %d %s", name, subject, a.status, a.raw)
			return
		}
		time.Sleep(20 * time.Millisecond) // an officer's pause before he tries again
	}
}

// answered checks one answer and remembers its evidence.
func (c *crash) answered(name, subject string, a answer, versions bool) {
	index, err := strconv.ParseUint(a.header.Get("X-Chengxin-Evidence"), 10, 64)
	if err != nil {
		c.t.Errorf("%s got an answer without evidence: %d %s", name, a.status, a.raw)
		return
	}
	if a.status == 200 {
		got, err := c.once(a.raw)
		if err != nil {
			c.t.Errorf("%s asked for %s: %v", name, subject, err)
		}
		for number, texts := range got {
			if !versions && len(texts) != 1 {
				c.t.Errorf("%s asked for %s, not for versions, and %s stands %d times", name, subject, number, len(texts))
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.indices[index] {
		c.t.Errorf("two answers share evidence %d", index)
	}
	c.indices[index] = true
	c.seen = append(c.seen, seen{index, subject, a.status == 200, a.str("record_count")})
	c.every = append(c.every, c.seen[len(c.seen)-1])
	c.answers.Add(1)
}

// once reads an answer and holds each record, and each of its versions, to stand in it once.
func (c *crash) once(raw []byte) (map[string][]string, error) {
	var p shown
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, err
	}
	out := map[string][]string{}
	type version struct {
		number int
		text   string
	}
	found := map[string][]version{}
	for _, g := range p.Groups {
		for _, r := range g.Records {
			found[r.DocumentNo] = append(found[r.DocumentNo], version{r.Version, r.text()})
		}
	}
	for number, versions := range found {
		slices.SortFunc(versions, func(a, b version) int { return a.number - b.number })
		for i, v := range versions {
			if slices.Contains(out[number], v.text) || (i > 0 && versions[i-1].number == v.number) {
				return nil, fmt.Errorf("%s stands twice: %v", number, versions)
			}
			out[number] = append(out[number], v.text)
		}
	}
	return out, nil
}

// settled ends the load and checks everything against what the clients remember.
func (c *crash) settled() {
	c.t.Helper()
	c.end()
	if c.t.Failed() {
		c.t.FailNow()
	}
	c.allThere()
	c.seen = c.every // also what was proven before the last crashes
	c.ledgerHolds(math.MaxInt)
}

// allThere expects of each subject exactly what was acknowledged: every record, every version of it, once.
func (c *crash) allThere() {
	c.t.Helper()
	for _, subject := range c.subjects {
		var missing string
		testkit.Eventually(c.t, 60*time.Second, "all acknowledged records of "+subject, func() bool {
			a := c.officer.profile(c.t, subject, ask("&versions=true"))
			if a.status != 200 {
				missing = fmt.Sprintf("%d %s", a.status, a.raw)
				return false
			}
			got, err := c.once(a.raw)
			if err != nil {
				c.t.Fatalf("%s: %v", subject, err)
			}
			missing = c.compare(subject, got, false)
			return missing == "" || c.t.Failed()
		})
		got, err := c.once(c.officer.profile(c.t, subject, ask("")).raw)
		if err != nil {
			c.t.Fatalf("%s: %v", subject, err)
		}
		if missing = c.compare(subject, got, true); missing != "" {
			c.t.Errorf("%s without versions: %s", subject, missing)
		}
	}
}

// compare says what of a subject's acknowledged records is missing; what is too much fails at once.
func (c *crash) compare(subject string, got map[string][]string, last bool) string {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	missing := ""
	for number, s := range c.records {
		if s.subject != subject {
			continue
		}
		want := s.versions
		if last {
			want = want[len(want)-1:]
		}
		if len(got[number]) > len(want) {
			c.t.Errorf("%s has versions that nobody sent: %q, want %q", number, got[number], want)
		} else if !slices.Equal(got[number], want) {
			missing = fmt.Sprintf("%s is %q, want %q", number, got[number], want)
		}
	}
	for number := range got {
		if c.records[number] == nil || c.records[number].subject != subject {
			c.t.Errorf("%s has a record that nobody sent: %s", subject, number)
		}
	}
	return missing
}

// pin keeps the ledger's key.
func (c *crash) pin() {
	c.t.Helper()
	a := client{s: c.system}.send(c.t, "GET", "/v1/audit/key", nil)
	if a.status != 200 {
		c.t.Fatalf("verifier key: %d %s", a.status, a.raw)
	}
	c.ledger.key = string(a.raw)
}

// proofsEach is how many answers' evidence is checked after each crash; the rest is checked at the end, all of it.
const proofsEach = 15

// ledgerHolds checks the checkpoint's signature, that it extends the last one seen, and the evidence of at most limit answers.
func (c *crash) ledgerHolds(limit int) {
	c.t.Helper()
	a := client{s: c.system}.send(c.t, "GET", "/v1/audit/checkpoint", nil)
	cp, err := ledgerverify.ParseCheckpoint(a.raw, c.ledger.key)
	if a.status != 200 || err != nil {
		c.t.Fatalf("checkpoint: %d %v\n%s", a.status, err, a.raw)
	}
	if cp.Size < c.ledger.size {
		c.t.Fatalf("the ledger shrank from %d to %d entries", c.ledger.size, cp.Size)
	}
	if c.ledger.size > 0 {
		p := c.auditor.must(c.t, "GET", fmt.Sprintf("/v1/audit/consistency?from=%d&to=%d", c.ledger.size, cp.Size), nil)
		if _, _, err := ledgerverify.VerifyConsistency(c.ledger.checkpoint, a.raw, unbase64(p.list("proof")), c.ledger.key); err != nil {
			c.t.Fatalf("the checkpoint of %d entries does not extend the one of %d: %v", cp.Size, c.ledger.size, err)
		}
	}
	c.ledger.checkpoint, c.ledger.size = a.raw, cp.Size
	c.mu.Lock()
	cut := max(0, len(c.seen)-limit)
	newest := c.seen[cut:]
	c.seen = c.seen[:cut:cut]
	c.mu.Unlock()
	queue := make(chan seen)
	var auditors sync.WaitGroup
	for range 6 {
		auditors.Go(func() {
			for s := range queue {
				c.proven(s)
			}
		})
	}
	for _, s := range newest {
		queue <- s
	}
	close(queue)
	auditors.Wait()
}

// proven fetches the proof of one answer's evidence and checks it as the auditor's laptop does.
func (c *crash) proven(s seen) {
	var a answer
	var err error
	for deadline := time.Now().Add(time.Minute); ; {
		a, err = c.auditor.try("GET", fmt.Sprintf("/v1/audit/events/%d/proof", s.index), nil)
		if err != nil || a.status != 503 || time.Now().After(deadline) {
			break
		}
		time.Sleep(50 * time.Millisecond) // 503: the copy with the details is catching up after the crash; the answer says to try again
	}
	if err != nil || a.status != 200 {
		c.t.Errorf("no proof of evidence %d: %v %d %s", s.index, err, a.status, a.raw)
		return
	}
	parts := unbase64([]any{a.str("leaf"), a.str("detail"), a.str("salt")})
	b := ledgerverify.Bundle{Index: s.index, Leaf: parts[0], Detail: parts[1], Salt: parts[2], Inclusion: unbase64(a.list("inclusion")), Checkpoint: a.str("checkpoint")}
	v, err := ledgerverify.VerifyBundle(b, c.ledger.key)
	if err != nil || v.Event == nil {
		c.t.Errorf("the evidence %d of an answer does not verify: %v\n%s", s.index, err, a.raw)
		return
	}
	if v.Event.Subject != s.subject || v.Event.Allow != s.allowed || (s.allowed && v.Event.Kind != evidence.Query) || v.Event.Actor != c.ids["officer1"] ||
		(s.allowed && fmt.Sprint(v.Event.Count) != s.count) {
		c.t.Errorf("the evidence %d tells of something else than the answer about %s: %+v", s.index, s.subject, *v.Event)
	}
}

// enough fails when fewer kills, acknowledgements or answers happened than the suite is for.
func (c *crash) enough(kills int) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t.Logf("%d kills: %d pushes and %d messages acknowledged, %d records, %d answers with evidence, %d entries in the ledger",
		kills, c.acks.Load(), c.inboxAcks.Load(), len(c.records), len(c.indices), c.ledger.size)
	if c.acks.Load() < int64(kills) || c.answers.Load() < int64(kills) || c.inboxAcks.Load() == 0 {
		c.t.Error("too little happened between the kills")
	}
}
