package boot

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"gopkg.in/yaml.v3"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/configs"
)

func TestLoadConfig(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"comment", "# nothing\n", ""},
		{"section without keys", "server:\n", ""},
		{"unknown section", "servr:\n  http: 127.0.0.1:1\n", "servr; did you mean server?"},
		{"unknown key", "server:\n  htpp: 127.0.0.1:1\n", ":2: unknown key server.htpp; did you mean server.http?"},
		{"camel case", "kafka:\n  recordPartitions: 4\n", "did you mean kafka.record_partitions?"},
		{"nothing near", "server:\n  zzzzzz: 1\n", "unknown key server.zzzzzz"},
		{"twice", "server:\n  http: 127.0.0.1:1\n  http: 127.0.0.1:2\n", "server.http stands twice"},
		{"number for a section", "server: 1\n", "server should be a section"},
		{"section for a value", "server:\n  http: {a: b}\n", "server.http should be a single value"},
		{"bool", "kafka:\n  embedded: yes\n", "kafka.embedded should be true or false"},
		{"duration", "server:\n  stop_timeout: 5\n", "server.stop_timeout should be a duration such as 200ms"},
		{"number", "kafka:\n  record_partitions: many\n", "kafka.record_partitions should be a whole number"},
		{"list", "kafka:\n  brokers: a:1\n", "kafka.brokers should be a list"},
		{"address", "server:\n  http: localhost\n", "server.http: \"localhost\" is no host:port"},
		{"checkpoint too rare", "ledger:\n  checkpoint_interval: 2s\n", "ledger.checkpoint_interval: should be more than 0 and at most 1s"},
		{"no rows", "history:\n  profile_rows: 0\n", "history.profile_rows: should be at least 1"},
		{"too many rows", "history:\n  profile_rows: 2000000\n", "at most 1000000"},
		{"no brokers", "kafka:\n  embedded: false\n", "kafka.brokers: needed"},
		{"no ClickHouse", "clickhouse:\n  embedded: false\n", "clickhouse.address: needed"},
		{"driver", "sql:\n  driver: oracle\n", "neither sqlite nor postgres"},
		{"half of TLS", "tls:\n  ca_file: x\n", "belong together"},
		{"level", "telemetry:\n  log_level: loud\n", "telemetry.log_level"},
		{"collector", "telemetry:\n  otlp_endpoint: 127.0.0.1:4318\n", "telemetry.otlp_endpoint: \"127.0.0.1:4318\" is no address such as http"},
		{"peer address", "peers:\n  audit: nowhere\n", "peers.audit: \"nowhere\" is no host:port"},
		{"a service's address", "portal:\n  services:\n    history: 127.0.0.1:8005\n", "portal.services.history: \"127.0.0.1:8005\" is no address such as http"},
		{"a service's address with a path", "portal:\n  services:\n    history: http://x/v1\n", "portal.services.history"},
		{"a service's address with a login", "portal:\n  services:\n    history: http://a:b@x\n", "portal.services.history"},
		{"gateway", "server:\n  trusted_proxies: [localhost]\n", "server.trusted_proxies: \"localhost\" is neither an address nor a network"},
		{"gateways", "server:\n  trusted_proxies: [10.1.0.7, \"fd00::/8\"]\n", ""},
		{"no YAML", "a: [", "did not find"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			conf, err := LoadConfig(path)
			if c.want == "" {
				if err != nil || conf.GetServer().GetHttp() != "127.0.0.1:8000" {
					t.Errorf("got %v, %v", conf, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestConfigOverlay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	text := "kafka:\n  embedded: false\n  brokers: [a:1, b:2]\nhistory:\n  block_age: 1s\npeers:\n  audit: 127.0.0.1:9011\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	conf, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if conf.GetHistory().GetBlockAge().AsDuration() != time.Second || conf.GetHistory().GetBlockRows() != 50000 ||
		len(conf.GetKafka().GetBrokers()) != 2 || conf.GetPeers()["audit"] != "127.0.0.1:9011" {
		t.Errorf("got %v", conf)
	}
	if _, err := LoadConfig(filepath.Join(t.TempDir(), "missing.yaml")); err == nil {
		t.Error("a missing file was accepted")
	}
}

// TestShippedConfigs holds that the files in configs/ are valid.
func TestShippedConfigs(t *testing.T) {
	for _, name := range []string{"chengxin.yaml", "cluster.yaml", "deploy/container.yaml"} {
		if _, err := LoadConfig(filepath.Join("../../configs", name)); err != nil {
			t.Error(err)
		}
	}
}

var commentedKey = regexp.MustCompile(`(?m)^( *)# ( *[a-z_]+:(?: .*)?)$`)

// TestEveryKeyIsShown holds that configs/chengxin.yaml names every setting there is, by its default or behind a #, in its section and with
// a value of its type.
func TestEveryKeyIsShown(t *testing.T) {
	text := commentedKey.ReplaceAll(configs.Default, []byte("$1$2"))
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadConfig(path); err != nil {
		t.Fatalf("with every # taken away: %v", err)
	}
	var shown map[string]any
	if err := yaml.Unmarshal(text, &shown); err != nil {
		t.Fatal(err)
	}
	keys := 0
	var walk func(m protoreflect.MessageDescriptor, at string, shown map[string]any)
	walk = func(m protoreflect.MessageDescriptor, at string, shown map[string]any) {
		for i := range m.Fields().Len() {
			f := m.Fields().Get(i)
			value, ok := shown[string(f.Name())]
			if keys++; !ok {
				t.Errorf("configs/chengxin.yaml does not show %s", join(at, string(f.Name())))
			}
			if sub := f.Message(); sub != nil && !f.IsMap() && sub.FullName() != "google.protobuf.Duration" {
				section, _ := value.(map[string]any)
				walk(sub, join(at, string(f.Name())), section)
			}
		}
	}
	walk((&confv1.Config{}).ProtoReflect().Descriptor(), "", shown)
	if keys < 60 {
		t.Errorf("only %d keys were looked for", keys)
	}
}

func FuzzConfig(f *testing.F) {
	f.Add("server:\n  http: 127.0.0.1:1\n")
	f.Add("peers: {a: b}")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(dir, "c.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = LoadConfig(path) // must not panic
	})
}

func TestLevenshtein(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"http", "http", 0}, {"htpp", "http", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}} {
		if got := levenshtein(c.a, c.b); got != c.want {
			t.Errorf("%q %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
