package boot

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
	"github.com/chengxin-credit/chengxin/internal/sqlstore"
)

// mostProfileRows bounds history.profile_rows, which no memory should be asked to go beyond.
const mostProfileRows = 1_000_000

// checkConfig finds what no start could live with. All faults are reported at once.
func checkConfig(c *confv1.Config) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, a := range []struct{ key, addr string }{
		{"server.http", c.GetServer().GetHttp()}, {"server.grpc", c.GetServer().GetGrpc()},
		{"kafka.listen", c.GetKafka().GetListen()}, {"clickhouse.listen", c.GetClickhouse().GetListen()},
	} {
		if _, _, err := net.SplitHostPort(a.addr); err != nil {
			bad("%s: %q is no host:port", a.key, a.addr)
		}
	}
	for service, addr := range c.GetPeers() {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			bad("peers.%s: %q is no host:port", service, addr)
		}
	}
	positive(bad, "server.stop_timeout", c.GetServer().GetStopTimeout(), time.Hour)
	positive(bad, "server.request_timeout", c.GetServer().GetRequestTimeout(), time.Hour)
	positive(bad, "ledger.checkpoint_interval", c.GetLedger().GetCheckpointInterval(), time.Second)
	positive(bad, "access.stale_after", c.GetAccess().GetStaleAfter(), time.Minute)
	positive(bad, "access.session_ttl", c.GetAccess().GetSessionTtl(), 30*24*time.Hour)
	positive(bad, "access.session_idle", c.GetAccess().GetSessionIdle(), 30*24*time.Hour)
	positive(bad, "exchange.inbox_sweep", c.GetExchange().GetInboxSweep(), time.Hour)
	positive(bad, "history.block_age", c.GetHistory().GetBlockAge(), time.Minute)
	if n := c.GetHistory().GetProfileRows(); n < 1 || n > mostProfileRows {
		bad("history.profile_rows: should be at least 1 and at most %d", mostProfileRows)
	}
	if c.GetServer().GetMaxBody() < 1024 {
		bad("server.max_body: %d bytes is too little for any request", c.GetServer().GetMaxBody())
	}
	if c.GetServer().GetPublicRate() < 1 {
		bad("server.public_rate: should be at least 1")
	}
	if _, err := parseProxies(c.GetServer().GetTrustedProxies()); err != nil {
		bad("%w", err)
	}
	for service, base := range c.GetPortal().GetServices() {
		if u, err := url.Parse(base); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			bad("portal.services.%s: %q is no address such as http://127.0.0.1:8005", service, base)
		}
	}
	checkStores(bad, c)
	if err := newLevel(c.GetTelemetry().GetLogLevel(), nil); err != nil {
		bad("telemetry.log_level: %q is none of debug, info, warn, error", c.GetTelemetry().GetLogLevel())
	}
	if e := c.GetTelemetry().GetOtlpEndpoint(); e != "" {
		if u, err := url.Parse(e); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			bad("telemetry.otlp_endpoint: %q is no address such as http://127.0.0.1:4318", e)
		}
	}
	return errors.Join(errs...)
}

func checkStores(bad func(string, ...any), c *confv1.Config) {
	if k := c.GetKafka(); !k.GetEmbedded() && len(k.GetBrokers()) == 0 {
		bad("kafka.brokers: needed when kafka.embedded is false")
	}
	if k := c.GetKafka(); k.GetRecordPartitions() < 1 || k.GetReplication() < 1 {
		bad("kafka.record_partitions and kafka.replication should be at least 1")
	}
	if k := c.GetClickhouse(); !k.GetEmbedded() && k.GetAddress() == "" {
		bad("clickhouse.address: needed when clickhouse.embedded is false")
	}
	switch s := c.GetSql(); s.GetDriver() {
	case sqlstore.SQLite:
	case sqlstore.Postgres:
		if s.GetDsnFile() == "" {
			bad("sql.dsn_file: needed for postgres")
		}
	default:
		bad("sql.driver: %q is neither sqlite nor postgres", s.GetDriver())
	}
	if t := c.GetTls(); (t.GetCaFile() == "") != (t.GetCertFile() == "") || (t.GetCertFile() == "") != (t.GetKeyFile() == "") {
		bad("tls: ca_file, cert_file and key_file belong together")
	}
}

func positive(bad func(string, ...any), key string, d *durationpb.Duration, most time.Duration) {
	if v := d.AsDuration(); v <= 0 || v > most {
		bad("%s: should be more than 0 and at most %s", key, most)
	}
}
