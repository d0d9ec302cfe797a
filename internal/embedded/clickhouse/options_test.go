package clickhouse

import "testing"

// The endpoint is for this machine only, as the broker's is.
func TestListensOnLoopbackOnly(t *testing.T) {
	for listen, ok := range map[string]bool{
		"": true, "127.0.0.1:0": true, "localhost:8123": true, "[::1]:8123": true,
		"0.0.0.0:8123": false, ":8123": false, "192.168.1.2:8123": false, "[::]:8123": false, "db.example:8123": false, "8123": false,
	} {
		_, err := Options{Dir: t.TempDir(), Username: "u", Password: "p", Listen: listen}.withDefaults()
		if (err == nil) != ok {
			t.Errorf("%q: %v", listen, err)
		}
	}
}
