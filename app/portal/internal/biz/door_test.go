package biz

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInner(t *testing.T) {
	for from, want := range map[string]string{
		"/portal/api/v1/me": "/v1/me",
		"/portal/api/v1/subjects/91371502MA2T3571X8/profile":    "/v1/subjects/91371502MA2T3571X8/profile",
		"/portal/api/v1/resources/penalty/records:push":         "/v1/resources/penalty/records:push",
		"/portal/api/v1/audit/tile/0/x001/067.p/12":             "/v1/audit/tile/0/x001/067.p/12",
		"/portal/api/v1/public/catalog/%E5%A4%84%E7%BD%9A":      "/v1/public/catalog/%E5%A4%84%E7%BD%9A",
		"/portal/api/v1/subjects/a%20b":                         "/v1/subjects/a%20b",
		"/portal/api/v1/subjects/..a":                           "/v1/subjects/..a",
		"/portal/api/v1/subjects/%252e%252e":                    "/v1/subjects/%252e%252e", // the text "%2e%2e", whoever decodes once
		"/portal/api":                                           "",
		"/portal/api/":                                          "",
		"/portal/api/v1":                                        "",
		"/portal/api/v1/":                                       "",
		"/portal/api/v2/me":                                     "",
		"/portal/api/metrics":                                   "",
		"/portal/api/readyz":                                    "",
		"/portal/api/portal/api/v1/me":                          "",
		"/portal/api/v1/../metrics":                             "",
		"/portal/api/v1/%2e%2e/metrics":                         "",
		"/portal/api/v1/%2E./metrics":                           "",
		"/portal/api/v1/./me":                                   "",
		"/portal/api//v1/me":                                    "",
		"/portal/api/v1//me":                                    "",
		"/portal/api/v1/me/":                                    "",
		"/portal/api/v1/subjects/..%2f..%2fmetrics":             "",
		"/portal/api/v1/subjects/a%5Cb":                         "",
		"/portal/api/v1/subjects/a\\b":                          "",
		"/portal/api/v1/subjects/%00":                           "",
		"/portal/api/v1/subjects/%0d%0aX:y":                     "",
		"/portal/api/v1/subjects/%zz":                           "",
		"/portal/apiv1/me":                                      "",
		"/portal/api@evil.example/v1/me":                        "",
		"/portal/api/http://evil.example/v1/me":                 "",
		"/portal/api/v1/http:%2F%2Fevil.example":                "",
		"/portal/API/v1/me":                                     "",
		"/v1/me":                                                "",
		"http://evil.example/portal/api/v1/me":                  "",
		"/portal/api/v1/subjects/" + strings.Repeat("%2e", 2):   "",
		"/portal/api/v1/subjects/%E5%A4%84%2F%E7%BD%9A/profile": "",
	} {
		got, ok := Inner(from)
		if got != want || ok != (want != "") {
			t.Errorf("%s leads to %q, want %q", from, got, want)
		}
	}
}

// Whatever is asked for, what comes out is a path below /v1/ that every reader understands alike.
func TestInnerNeverLeaves(t *testing.T) {
	part := rapid.SampledFrom([]string{"v1", "..", ".", "", "%2e", "%2E%2e", "%2f", "/", "\\", "%5c", "me", "metrics", "a b", "%20", "%00", ":", "@", "x", "%", "é", "?", "#", "//"})
	rapid.Check(t, func(t *rapid.T) {
		p := "/portal/api/" + strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "parts"), rapid.SampledFrom([]string{"/", ""}).Draw(t, "by"))
		inner, ok := Inner(p)
		if !ok {
			return
		}
		plain, err := url.PathUnescape(inner)
		if err != nil || !strings.HasPrefix(inner, "/v1/") || path.Clean(plain) != plain || strings.Count(plain, "/") != strings.Count(inner, "/") || strings.ContainsAny(plain, "\\\x00") {
			t.Fatalf("%q leads to %q", p, inner)
		}
	})
}

func TestUploadAction(t *testing.T) {
	for call, want := range map[string]string{
		"POST /v1/resources/penalty/records:push":       "record.push",
		"POST /v1/resources/%E5%A4%84/records:withdraw": "record.withdraw",
		"PUT /v1/resources/penalty/records:push":        "",
		"POST /v1/resources/penalty/records:other":      "",
		"POST /v1/resources//records:push":              "",
		"POST /v1/resources/penalty/records:push/x":     "",
		"POST /v1/resources/records:push":               "",
		"POST /v1/subjects/penalty/records:push":        "",
		"POST /v1/quarantine/q1:resubmit":               "",
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := UploadAction(method, path); got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
}
