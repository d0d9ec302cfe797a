package boot

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	confv1 "github.com/chengxin-credit/chengxin/api/conf/v1"
)

// identities makes the TLS configurations of this process: from files, or from a private authority in the data folder
// that the processes on this machine share.
type identities struct {
	pool *x509.CertPool
	// file is the certificate from the configuration; nil with the private authority.
	file   *tls.Certificate
	ca     *x509.Certificate
	caKey  *ecdsa.PrivateKey
	expiry time.Duration
}

// suffix makes a service's name a host name that certificates of the private authority carry.
const suffix = ".chengxin.internal"

// newIdentities loads the configured certificates, or loads or makes the private authority below data/tls.
func newIdentities(conf *confv1.Tls, data string) (*identities, error) {
	if conf.GetCaFile() == "" {
		return privateAuthority(filepath.Join(data, "tls"))
	}
	raw, err := os.ReadFile(conf.GetCaFile())
	if err != nil {
		return nil, fmt.Errorf("tls.ca_file: %w", err)
	}
	id := &identities{pool: x509.NewCertPool()}
	if !id.pool.AppendCertsFromPEM(raw) {
		return nil, fmt.Errorf("tls.ca_file: %s holds no certificate", conf.GetCaFile())
	}
	pair, err := tls.LoadX509KeyPair(conf.GetCertFile(), conf.GetKeyFile())
	if err != nil {
		return nil, fmt.Errorf("tls.cert_file, tls.key_file: %w", err)
	}
	id.file = &pair
	return id, nil
}

// privateAuthority takes turns with other processes that start at the same time.
func privateAuthority(dir string) (*identities, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(dir, "LOCK"), unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()
	path := filepath.Join(dir, "authority.pem")
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if raw, err = makeAuthority(); err == nil {
			err = writeSecret(path, raw)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("private authority: %w", err)
	}
	pair, err := tls.X509KeyPair(raw, raw)
	if err != nil {
		return nil, fmt.Errorf("private authority %s: %w", path, err)
	}
	id := &identities{pool: x509.NewCertPool(), ca: pair.Leaf, expiry: 10 * 365 * 24 * time.Hour}
	id.caKey, _ = pair.PrivateKey.(*ecdsa.PrivateKey)
	if id.caKey == nil || id.ca == nil {
		return nil, fmt.Errorf("private authority %s: not one of ours", path)
	}
	id.pool.AddCert(id.ca)
	return id, nil
}

func makeAuthority() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := template("Chengxin private authority", 30*365*24*time.Hour)
	t.IsCA, t.BasicConstraintsValid, t.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})...), nil
}

func template(name string, valid time.Duration) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(valid),
	}
}

// certificate is the one from the configuration, or a new one that names a service and all it answers for.
func (id *identities) certificate(name string, services []string) (*tls.Certificate, error) {
	if id.file != nil {
		return id.file, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := template(name, id.expiry)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	t.DNSNames = []string{"localhost"}
	t.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if host, err := os.Hostname(); err == nil {
		t.DNSNames = append(t.DNSNames, host)
	}
	for _, s := range services {
		t.DNSNames = append(t.DNSNames, s+suffix)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, id.ca, key.Public(), id.caKey)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// server lets in peers with a certificate and, without one, users, who authenticate by token.
func (id *identities) server(services []string) (*tls.Config, error) {
	cert, err := id.certificate(services[0], services)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{*cert},
		ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: id.pool,
	}, nil
}

// client is what caller shows to callee, and how it makes sure that it talks to callee.
func (id *identities) client(caller, callee string) (*tls.Config, error) {
	cert, err := id.certificate(caller, nil)
	if err != nil {
		return nil, err
	}
	conf := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{*cert}, RootCAs: id.pool}
	if id.file == nil {
		conf.ServerName = callee + suffix
	}
	return conf, nil
}
