package exchange_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/chengxin-credit/chengxin/app/exchange/internal/biz"
	"github.com/chengxin-credit/chengxin/app/exchange/internal/data"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

// drip sends the first half of a body, then a blank now and then for as long as somebody reads, or nothing more.
type drip struct {
	half  io.Reader
	pause time.Duration // 0: nothing more
	gone  chan struct{}
}

func (d *drip) Read(p []byte) (int, error) {
	if n, err := d.half.Read(p); err == nil {
		return n, nil
	}
	var next <-chan time.Time
	if d.pause > 0 {
		next = time.After(d.pause)
	}
	select {
	case <-next:
		p[0] = ' '
		return 1, nil
	case <-d.gone:
		return 0, io.EOF
	}
}

// A sender that says nothing more, or next to nothing, is told so, and its place is another's.
func TestAStalledBodyGivesUpItsPlace(t *testing.T) {
	book, lines := workbook(t, nil, penalty(nil)), many(3000)
	for _, c := range []struct {
		name   string
		kind   string
		body   []byte
		pause  time.Duration
		reason string
	}{
		{"workbook that stalls", xlsxType, book, 0, "BODY_STALLED"},
		{"workbook that drips", xlsxType, book, 10 * time.Millisecond, "BODY_STALLED"},
		{"lines that stall", "application/x-ndjson", lines, 0, "PUSH_INTERRUPTED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.limits.Spool, r.limits.Workbooks = t.TempDir(), data.NewWorkbooks(2, time.Minute)
			r.limits.Stall, r.limits.Spooling = time.Second, 1500*time.Millisecond
			slow := &drip{half: bytes.NewReader(c.body[:len(c.body)*3/4]), pause: c.pause, gone: make(chan struct{})}
			defer close(slow.gone)
			a := r.push("penalty/records:push", slow, header{"Content-Type": c.kind})
			if a.status != 400 || a.text("reason") != c.reason {
				t.Errorf("%d %s", a.status, a.raw)
			}
			if a := r.push("penalty/records:push", bytes.NewReader(c.body), header{"Content-Type": c.kind}); a.status != 200 {
				t.Errorf("after it: %d %s", a.status, a.raw)
			}
		})
	}
}

// One agency has half of the places at most; who finds none in time is told when to come again.
func TestPlacesOfWorkbooks(t *testing.T) {
	r := newRig(t, nil)
	schema := penaltySchema(t)
	places := data.NewWorkbooks(4, time.Second)
	body := workbook(t, nil, penalty(nil))
	open := func(agency string, l *data.Workbooks) (biz.Rows, error) {
		limits := r.limits
		limits.Spool, limits.Workbooks = t.TempDir(), l
		return data.OpenBody(t.Context(), schema, data.Upload{Agency: agency, ContentType: xlsxType, Reader: bytes.NewReader(body)}, limits)
	}
	full := func(agency string) {
		t.Helper()
		_, err := open(agency, places)
		if f, is := fault.As(err); !is || f.Kind != fault.Unavailable || f.Reason != "WORKBOOKS_FULL" || f.RetryAfter < 1 {
			t.Errorf("%s: %v", agency, err)
		}
	}
	var taken []biz.Rows
	take := func(agency string) {
		t.Helper()
		rows, err := open(agency, places)
		ok(t, err)
		taken = append(taken, rows)
	}
	take("a")
	take("a")
	full("a")
	take("b")
	take("b")
	full("c") // all four are taken
	ok(t, taken[0].Close())
	full("b") // its half is taken
	take("c")
	ok(t, taken[1].Close())
	take("a") // what was refused holds no place
	for _, rows := range taken[2:] {
		ok(t, rows.Close())
	}
}
