package boot

import (
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/time/rate"
)

// limiter bounds what one address may ask without a valid login: public routes, and attempts to log in or to guess a
// credential. Logged-in callers are not bounded by it.
type limiter struct {
	perSecond rate.Limit
	burst     int
	buckets   *expirable.LRU[netip.Addr, *rate.Limiter]
}

// addresses is how many are remembered; an attacker with more of them meets the ledger's own limits.
const addresses = 20_000

func newLimiter(perSecond int) *limiter {
	return &limiter{
		perSecond: rate.Limit(perSecond), burst: 4 * perSecond,
		buckets: expirable.NewLRU[netip.Addr, *rate.Limiter](addresses, nil, 10*time.Minute),
	}
}

// network is the address itself, or of an IPv6 address its /64; false if it is no address.
func network(address string) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ip, false
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			ip = p.Addr()
		}
	}
	return ip, true
}

// Network names where a request comes from, as far as one owner reaches: an IPv4 address or an IPv6 /64.
func Network(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip, ok := network(host); ok {
		return ip.String()
	}
	return host
}

// allow takes one token from the bucket of an address. IPv6 callers share a bucket per /64, which is what one owner has.
func (l *limiter) allow(address string) bool {
	ip, ok := network(address)
	if !ok {
		return true // no address: in-process
	}
	b, ok := l.buckets.Get(ip)
	if !ok {
		b = rate.NewLimiter(l.perSecond, l.burst)
		l.buckets.Add(ip, b)
	}
	return b.Allow()
}
