package boot

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// The address that counts is the caller's: a gateway's word is taken, a stranger's never.
func TestOrigin(t *testing.T) {
	trusted, err := parseProxies([]string{"127.0.0.1", "10.1.0.0/16", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		want         string
		proto        bool
	}{
		{"a stranger", "203.0.113.9:4711", nil, "203.0.113.9:4711", false},
		{"a stranger who claims to be another", "203.0.113.9:4711", []string{"198.51.100.1"}, "203.0.113.9:4711", false},
		{"behind a gateway", "127.0.0.1:4711", []string{"198.51.100.1"}, "198.51.100.1:0", true},
		{"a gateway itself", "127.0.0.1:4711", nil, "127.0.0.1:0", true},
		{"behind two gateways", "127.0.0.1:4711", []string{"198.51.100.1, 10.1.2.3"}, "198.51.100.1:0", true},
		{"a claim in front of the chain", "127.0.0.1:4711", []string{"192.0.2.77", "198.51.100.1, 10.1.2.3"}, "198.51.100.1:0", true},
		{"IPv6 caller", "[::1]:4711", []string{"2001:db8::7"}, "[2001:db8::7]:0", true},
		{"mapped gateway", "[::ffff:127.0.0.1]:4711", []string{"198.51.100.1"}, "198.51.100.1:0", true},
		{"nonsense in the chain", "127.0.0.1:4711", []string{"198.51.100.1, <script>"}, "127.0.0.1:0", true},
		{"all trusted", "127.0.0.1:4711", []string{"10.1.2.3"}, "10.1.2.3:0", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.remote
			r.Header["X-Forwarded-For"] = c.forwarded
			r.Header.Set("X-Forwarded-Proto", "https")
			origin(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if r.RemoteAddr != c.want || (r.Header.Get("X-Forwarded-Proto") != "") != c.proto {
					t.Errorf("from %s, proto %q; want %s", r.RemoteAddr, r.Header.Get("X-Forwarded-Proto"), c.want)
				}
			}), trusted).ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	for _, bad := range []string{"localhost", "10.1.0.0/33", "", "10.1.0"} {
		if _, err := parseProxies([]string{bad}); err == nil {
			t.Errorf("%q is taken for a network", bad)
		}
	}
}

func TestNetwork(t *testing.T) {
	for from, want := range map[string]string{"192.0.2.7:1": "192.0.2.7", "[::ffff:192.0.2.7]:1": "192.0.2.7", "[2001:db8:1:2:3::4]:1": "2001:db8:1:2::", "pipe": "pipe"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = from
		if got := Network(r); got != want {
			t.Errorf("%s is of %s, want %s", from, got, want)
		}
	}
}
