package boot

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// headerForwardedProto is "https" when the caller came to a trusted gateway by TLS; from anybody else it never reaches a handler.
const headerForwardedProto = "X-Forwarded-Proto"

// parseProxies reads server.trusted_proxies: addresses or networks.
func parseProxies(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			ip, err := netip.ParseAddr(s)
			if err != nil {
				return nil, fmt.Errorf("server.trusted_proxies: %q is neither an address nor a network such as 10.1.0.0/16", s)
			}
			p = netip.PrefixFrom(ip, ip.BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// origin makes a request that came through trusted gateways look as if its caller had come by itself: RemoteAddr is the last address
// in the chain that is no gateway's.
func origin(next http.Handler, trusted []netip.Prefix) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, ok := caller(r, trusted); ok {
			r.RemoteAddr = from
		} else {
			delete(r.Header, headerForwardedProto)
		}
		next.ServeHTTP(w, r)
	})
}

// caller walks the chain of addresses back from the one that is connected; false if that one is not trusted.
func caller(r *http.Request, trusted []netip.Prefix) (from string, ok bool) {
	if len(trusted) == 0 {
		return "", false
	}
	hop, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !among(hop.Addr(), trusted) {
		return "", false
	}
	addr := hop.Addr()
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && among(addr, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		addr = next
	}
	return net.JoinHostPort(addr.String(), "0"), true
}

func among(ip netip.Addr, networks []netip.Prefix) bool {
	ip = ip.Unmap().WithZone("")
	for _, n := range networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}
