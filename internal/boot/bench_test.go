package boot

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-kratos/kratos/v2/transport"
	kgrpc "github.com/go-kratos/kratos/v2/transport/grpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
)

// reply is of the size of a short answer.
func reply(context.Context) (*historyv1.SearchReply, error) {
	r := &historyv1.SearchReply{}
	for range 3 {
		r.Hits = append(r.Hits, &historyv1.Hit{Id: "91371500MA3C2X5Y9T", Name: "聊城市某某商贸有限公司", Kind: "organisation", Division: "371500", Score: 0.9, Matched: "name"})
	}
	return r, nil
}

func benchGRPC(b *testing.B, server func(lis net.Listener) func()) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer server(lis)()
	conn, err := grpc.NewClient(lis.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	client := historyv1.NewInquiryClient(conn)
	b.ReportAllocs()
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer cxs_officer")
		for pb.Next() {
			if _, err := client.Search(ctx, &historyv1.SearchRequest{Query: "聊城"}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkRPC(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		benchGRPC(b, func(lis net.Listener) func() {
			s := grpc.NewServer()
			historyv1.RegisterInquiryServer(s, &inquiry{answer: reply})
			go func() { _ = s.Serve(lis) }()
			return s.Stop
		})
	})
	b.Run("chain", func(b *testing.B) {
		benchGRPC(b, func(lis net.Listener) func() {
			r := newRim(b, reply)
			s := (&process{chain: r.chain}).newGRPC(false, kgrpc.Listener(lis))
			historyv1.RegisterInquiryServer(s, &inquiry{answer: reply})
			go func() { _ = s.Start(context.Background()) }()
			return s.Server.Stop
		})
	})
}

func benchHTTP(b *testing.B, h http.Handler) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.ReportAllocs()
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, _ := http.NewRequest(http.MethodPost, srv.URL+"/v1/subjects:search", strings.NewReader(`{"query":"聊城"}`))
			req.Header.Set("Authorization", "Bearer cxs_officer")
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				b.Error(res.StatusCode)
			}
		}
	})
}

func BenchmarkJSON(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		benchHTTP(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var q struct{ Query string }
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
				b.Error(err)
			}
			out, _ := reply(r.Context())
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(out)
		}))
	})
	b.Run("chain", func(b *testing.B) {
		benchHTTP(b, secure(newRim(b, reply).mux))
	})
}

// BenchmarkChain is the chain alone, without Kratos or a network.
func BenchmarkChain(b *testing.B) {
	r := newRim(b, reply)
	op := r.chain.operation("/chengxin.history.v1.Inquiry/Search")
	h := r.chain.middleware(false)(func(context.Context, any) (any, error) { return nil, nil })
	req := httptest.NewRequest(http.MethodPost, "/v1/subjects:search", nil)
	req.Header.Set("Authorization", "Bearer cxs_officer")
	msg := &historyv1.SearchRequest{Query: "聊城"}
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		cl := &call{op: op, request: req, reply: w}
		ctx := transport.NewServerContext(context.WithValue(context.Background(), callKey{}, cl), cl)
		if _, err := h(ctx, msg); err != nil {
			b.Fatal(err)
		}
	}
}
