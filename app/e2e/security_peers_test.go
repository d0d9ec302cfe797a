package e2e

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/chengxin-credit/chengxin/internal/testkit"
)

// TestPeersStayAmongThemselves calls the services' own methods between processes from outside: without TLS, without a
// certificate, and with one that names a service but was signed by nobody.
func TestPeersStayAmongThemselves(t *testing.T) {
	w := found(t, split(t, folder(t), ""))
	forged := forge(t, "history")
	outside := map[string]credentials.TransportCredentials{
		"without TLS":               insecure.NewCredentials(),
		"without a certificate":     credentials.NewTLS(&tls.Config{InsecureSkipVerify: true}),                                          //nolint:gosec // an attacker does not care
		"with a forged certificate": credentials.NewTLS(&tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{forged}}), //nolint:gosec // an attacker does not care
	}
	tried := 0
	for _, svc := range services {
		conf, err := os.ReadFile(filepath.Join(w.dir, svc+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for how, creds := range outside {
			conn, err := grpc.NewClient(grpcAddress.FindStringSubmatch(string(conf))[1], grpc.WithTransportCredentials(creds))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range remotes(t) {
				if !m.need.GetPeer() {
					continue
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				ctx = metadata.AppendToOutgoingContext(ctx, "x-chengxin-peer", "history", "authorization", "Bearer "+w.auditAdmin.token)
				switch code := status.Code(w.callGRPC(ctx, conn, m)); code {
				case codes.Unavailable, codes.NotFound, codes.Unauthenticated, codes.PermissionDenied, codes.Unimplemented:
					tried++
				default:
					t.Errorf("%s on %s, %s: %s", m.name, svc, how, code)
				}
				cancel()
			}
			_ = conn.Close()
		}
	}
	if tried < len(services)*len(outside) {
		t.Errorf("only %d attempts", tried)
	}
	w.officer.profile(t, acme, ask("")).want(t, 200, "") // the peers themselves still talk
	w.portalWithout(t, "history")
}

// portalWithout ends a service's process: the pages say so where they need it, and go on where they don't.
func (w *world) portalWithout(t *testing.T, service string) {
	b := w.browse(t)
	b.login(t, "sysadmin", password).want(t, 200, "")
	b.call(t, "GET", "/portal/api/v1/public/statistics", nil).want(t, 200, "")
	for _, p := range w.procs {
		if p.name == service {
			w.kill(p)
		}
	}
	a := b.call(t, "GET", "/portal/api/v1/public/statistics", nil)
	if a.want(t, 502, "SERVICE_UNREACHABLE"); a.header.Get("X-Content-Type-Options") == "" || leak.Match(a.raw) {
		t.Errorf("a service that is down: %v %s", a.header, a.raw)
	}
	b.call(t, "GET", "/portal/api/v1/me", nil).want(t, 200, "")
	b.call(t, "GET", "/portal/session", nil).want(t, 200, "")
	state := b.call(t, "GET", "/portal/api/v1/system", nil)
	state.want(t, 200, "")
	for _, p := range state.list("processes") {
		if down := text(at(p, "address")) == w.http[service]; at(p, "reachable") == down || (down && (text(at(p, "modules", 0, "name")) != service || at(p, "modules", 0, "ready") != false)) {
			t.Errorf("process %v", p)
		}
	}
}

// forge makes a certificate with a service's name, signed by itself.
func forge(t testing.TB, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestSessionsEnd lets one session run idle and another into its end.
func TestSessionsEnd(t *testing.T) {
	const idle, ttl = 6 * time.Second, 15 * time.Second
	w := found(t, oneProcess(t, folder(t), "access:\n  session_ttl: "+ttl.String()+"\n  session_idle: "+idle.String()+"\n"))
	resting := w.login(t, "officer1")
	watching := w.browse(t)
	watching.login(t, "officer1", password).want(t, 200, "")
	began := time.Now()
	heard := make(chan time.Duration, 1)
	go func() { // a page that only listens does not keep its session alive
		defer func() { heard <- time.Since(began) }()
		watching.hear(t, t.Context(), func(event string, _ map[string]any) bool { return event == "ended" })
	}()
	busy := w.login(t, "officer1")
	rested := false
	var ended time.Duration
	testkit.Eventually(t, 40*time.Second, "the busy session to end", func() bool {
		switch a := busy.send(t, "GET", "/v1/me", nil); a.status {
		case 200:
		case 401:
			ended = time.Since(began)
			return true
		default:
			t.Fatalf("%d %s", a.status, a.raw)
		}
		if !rested && time.Since(began) > idle+time.Second {
			rested = true
			resting.profile(t, acme, ask("")).want(t, 401, "")
		}
		return false
	})
	if took := <-heard; took < idle-time.Second || took > idle+5*time.Second {
		t.Errorf("a session that was only listening ended after %s", took)
	}
	if watching.call(t, "GET", "/portal/api/v1/me", nil).want(t, 401, ""); watching.token(t) == "" {
		t.Error("a refused call took the cookie away")
	}
	if !rested || ended < ttl-time.Second || ended > ttl+10*time.Second {
		t.Errorf("the busy session ended after %s, the idle one was seen to end: %t", ended, rested)
	}
}
