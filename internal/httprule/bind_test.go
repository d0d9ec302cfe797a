package httprule

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/timestamppb"

	accessv1 "github.com/chengxin-credit/chengxin/api/access/v1"
	auditv1 "github.com/chengxin-credit/chengxin/api/audit/v1"
	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/fault"
)

func rule(t testing.TB, method string) *Rule {
	t.Helper()
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(method))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := Rules(d.(protoreflect.MethodDescriptor))
	if err != nil || len(rules) == 0 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	return rules[0]
}

const (
	profile = "chengxin.history.v1.Inquiry.Profile"
	search  = "chengxin.history.v1.Inquiry.Search"
	ledger  = "chengxin.audit.v1.Ledger.Search"
	get     = "chengxin.audit.v1.Ledger.Get"
)

func TestBind(t *testing.T) {
	for _, c := range []struct {
		name, rule, path, query, contentType, body string
		want                                       proto.Message
		reason                                     fault.Reason
		field                                      string
	}{
		{name: "path and query", rule: profile, path: "913715", query: "purpose=enforcement&case_no=%E5%86%B3%5B1%5D&versions=true",
			want: &historyv1.ProfileRequest{Id: "913715", Purpose: "enforcement", CaseNo: "决[1]", Versions: true}},
		{name: "JSON name", rule: profile, path: "913715", query: "caseNo=1", want: &historyv1.ProfileRequest{Id: "913715", CaseNo: "1"}},
		{name: "timestamp", rule: ledger, query: "from=2026-03-05T08:00:00%2B08:00&limit=5",
			want: &auditv1.SearchRequest{From: timestamppb.New(time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)), Limit: 5}},
		{name: "number in the path", rule: get, path: "42", want: &auditv1.GetRequest{Index: 42}},
		{name: "body", rule: search, body: `{"query":"聊城","case_no":"1"}`, want: &historyv1.SearchRequest{Query: "聊城", CaseNo: "1"}},
		{name: "body with charset", rule: search, contentType: "application/json; charset=utf-8", body: `{}`, want: &historyv1.SearchRequest{}},
		{name: "no body", rule: search, want: &historyv1.SearchRequest{}},

		{name: "unknown parameter", rule: profile, path: "1", query: "purpos=x", reason: UnknownParameter, field: "purpos"},
		{name: "path variable in the query", rule: profile, path: "1", query: "id=2", reason: UnknownParameter, field: "id"},
		{name: "query beside a whole body", rule: search, query: "query=x", body: `{}`, reason: UnknownParameter, field: "query"},
		{name: "parameter twice", rule: profile, path: "1", query: "purpose=a&purpose=b", reason: BadParameter, field: "purpose"},
		{name: "no number", rule: get, path: "x", reason: BadParameter, field: "index"},
		{name: "negative number", rule: get, path: "-1", reason: BadParameter, field: "index"},
		{name: "number too large", rule: ledger, query: "limit=9999999999", reason: BadParameter, field: "limit"},
		{name: "bad time", rule: ledger, query: "from=2026-03-05", reason: BadParameter, field: "from"},
		{name: "bad bool", rule: profile, path: "1", query: "versions=ja", reason: BadParameter, field: "versions"},
		{name: "bad UTF-8", rule: profile, path: "1", query: "purpose=%ff", reason: BadParameter, field: "purpose"},
		{name: "semicolon", rule: profile, path: "1", query: "purpose=a;case_no=b", reason: BadParameter, field: "?"},
		{name: "unknown field", rule: search, body: `{"quary":"x"}`, reason: BadJSON, field: "quary"},
		{name: "wrong type", rule: search, body: `{"query":1}`, reason: BadJSON},
		{name: "field twice", rule: search, body: `{"query":"a","query":"b"}`, reason: BadJSON},
		{name: "no JSON", rule: search, body: `query=x`, reason: BadJSON},
		{name: "cut off", rule: search, body: `{"query":"x`, reason: BadJSON},
		{name: "two values", rule: search, body: `{} {}`, reason: BadJSON},
		{name: "deep", rule: search, body: strings.Repeat(`{"query":`, 100), reason: BadJSON},
		{name: "form", rule: search, contentType: "application/x-www-form-urlencoded", body: `query=x`, reason: BadContentType},
		{name: "too large", rule: search, body: `{"query":"` + strings.Repeat("x", 2000) + `"}`, reason: BodyTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := rule(t, c.rule)
			req := httptest.NewRequest(r.Method, "/x?"+c.query, strings.NewReader(c.body))
			if c.contentType != "" {
				req.Header.Set("Content-Type", c.contentType)
			}
			for _, name := range r.names {
				req.SetPathValue(name, c.path)
			}
			got := newOf(t, r)
			err := r.Bind(req, 1024, got)
			if c.reason == "" {
				if err != nil || !proto.Equal(got, c.want) {
					t.Errorf("got %v, %v; want %v", got, err, c.want)
				}
				return
			}
			f, ok := fault.As(err)
			if !ok || f.Reason != c.reason || (c.field != "" && f.Field != c.field) {
				t.Errorf("got %v (%+v), want %s about %q", err, f, c.reason, c.field)
			}
		})
	}
}

func newOf(t testing.TB, r *Rule) proto.Message {
	t.Helper()
	for _, m := range []proto.Message{&historyv1.ProfileRequest{}, &historyv1.SearchRequest{}, &auditv1.SearchRequest{}, &auditv1.GetRequest{}} {
		if m.ProtoReflect().Descriptor() == r.input {
			return m
		}
	}
	t.Fatalf("no message %s", r.input.FullName())
	return nil
}

// TestFaultsQuoteNoBody holds that what a caller sent in a body never comes back in a refusal's public half.
func TestFaultsQuoteNoBody(t *testing.T) {
	r := rule(t, search)
	err := r.Bind(httptest.NewRequest("POST", "/x", strings.NewReader(`{"query":"ok","limit":"37150019800101123X"}`)), 1024, &historyv1.SearchRequest{})
	if err == nil || strings.Contains(err.Error(), "37150019800101123X") {
		t.Errorf("got %v", err)
	}
}

func TestWriteReply(t *testing.T) {
	w := httptest.NewRecorder()
	if err := WriteReply(w, 200, &accessv1.ListAgenciesReply{}); err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(w.Body.String(), " ", ""); !strings.Contains(got, `"agencies":[]`) || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("got %s, %v", got, w.Header())
	}
}

func FuzzBind(f *testing.F) {
	f.Add("purpose=a&case_no=b", `{"query":"x"}`)
	f.Add("versions=true", `{"limit":5}`)
	p, s := rule(f, profile), rule(f, search)
	f.Fuzz(func(t *testing.T, query, body string) {
		req := httptest.NewRequest("POST", "/x", strings.NewReader(body))
		check(t, s.Bind(req, 1024, &historyv1.SearchRequest{}))
		req = httptest.NewRequest("GET", "/x", nil)
		req.URL.RawQuery = query
		check(t, p.Bind(req, 1024, &historyv1.ProfileRequest{}))
	})
}

func check(t *testing.T, err error) {
	if err == nil {
		return
	}
	if f, ok := fault.As(err); !ok || f.Kind == fault.Internal || len(f.Field) > 4*64 {
		t.Errorf("not a caller's fault: %v", err)
	}
}
