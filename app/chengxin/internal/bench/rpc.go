package bench

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/internal/boot"
	"github.com/chengxin-credit/chengxin/internal/evidencelog"
)

const (
	rpcCalls   = 10_240
	rpcCallers = 16
)

// answerer answers a search at once: what is measured is all around it.
type answerer struct {
	historyv1.UnimplementedInquiryServer
}

// Search answers with three hits, and as if its evidence were recorded: what the ledger takes is P7.
func (answerer) Search(ctx context.Context, _ *historyv1.SearchRequest) (*historyv1.SearchReply, error) {
	evidencelog.Note(ctx, 0)
	r := &historyv1.SearchReply{}
	for range 3 {
		r.Hits = append(r.Hits, &historyv1.Hit{Id: "91371500MA3C2X5Y9T", Name: "聊城市某某商贸有限公司", Kind: "organisation", Division: "371500", Score: 0.9, Matched: "name"})
	}
	return r, nil
}

// openRPC: P11. The same answer, served by our servers with the whole chain (login, need, validation, metrics) and by bare ones.
func openRPC(ctx context.Context, l *lab) (round, error) {
	services := append(pick(l.services, "audit", "access"), boot.Service{Name: "history", Build: func(context.Context, *boot.Env) (*boot.Module, error) {
		return &boot.Module{GRPC: func(r grpc.ServiceRegistrar) { historyv1.RegisterInquiryServer(r, answerer{}) }}, nil
	}})
	s, err := l.served(ctx, services)
	if err != nil {
		return nil, err
	}
	if _, err := s.seed(ctx); err != nil {
		return nil, err
	}
	token, err := s.login(ctx)
	if err != nil {
		return nil, err
	}
	bare, err := bareServers(l)
	if err != nil {
		return nil, err
	}
	sides := map[string][2]asker{}
	for name, side := range map[string]func(l *lab, s *server, token string) (asker, error){"rpc.grpc": searchGRPC, "rpc.http": searchHTTP} {
		base, err := side(l, bare, token)
		if err != nil {
			return nil, err
		}
		ours, err := side(l, s, token)
		if err != nil {
			return nil, err
		}
		sides[name] = [2]asker{base, ours}
	}
	n := l.size(rpcCalls)
	return func(ctx context.Context, r *run) error {
		for _, name := range []string{"rpc.grpc", "rpc.http"} {
			got, err := versus(ctx, rpcCallers, n, sides[name][0], sides[name][1])
			if err != nil {
				return err
			}
			r.note(name, "calls/s", got[1].perSecond, got[0].perSecond)
		}
		return nil
	}, nil
}

// bareServers answer the same without any of ours: grpc-go, and net/http with encoding/json.
func bareServers(l *lab) (*server, error) {
	g, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	gs := grpc.NewServer()
	historyv1.RegisterInquiryServer(gs, answerer{})
	l.later(func() error { gs.Stop(); return nil })
	go func() { _ = gs.Serve(g) }() // ends with Stop
	h, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	hs := &http.Server{Handler: http.HandlerFunc(bareSearch), ReadHeaderTimeout: 10 * time.Second}
	l.later(hs.Close)
	go func() { _ = hs.Serve(h) }() // ends with Close
	return &server{http: h.Addr().String(), grpc: g.Addr().String()}, nil
}

func bareSearch(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Query string `json:"query"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out, err := answerer{}.Search(r.Context(), nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // the caller is gone if this fails
}

func searchGRPC(l *lab, s *server, token string) (asker, error) {
	conn, err := grpc.NewClient(s.grpc, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	l.later(conn.Close)
	client := historyv1.NewInquiryClient(conn)
	return func(ctx context.Context, _ int) error {
		a, err := client.Search(metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token), &historyv1.SearchRequest{Query: "聊城"})
		if err == nil && len(a.GetHits()) != 3 {
			err = errors.New("a wrong answer")
		}
		return err
	}, nil
}

func searchHTTP(l *lab, s *server, token string) (asker, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: rpcCallers}}
	l.later(func() error { client.CloseIdleConnections(); return nil })
	url := "http://" + s.http + "/v1/subjects:search"
	return func(ctx context.Context, _ int) error {
		return call(ctx, client, http.MethodPost, url, token, "application/json", strings.NewReader(`{"query":"聊城"}`), nil)
	}, nil
}
