package boot

import (
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

// allow takes one token from the bucket of an address. IPv6 callers share a bucket per /64, which is what one owner has.
func (l *limiter) allow(address string) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return true // no address: in-process
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			ip = p.Addr()
		}
	}
	b, ok := l.buckets.Get(ip)
	if !ok {
		b = rate.NewLimiter(l.perSecond, l.burst)
		l.buckets.Add(ip, b)
	}
	return b.Allow()
}
