package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	historyv1 "github.com/chengxin-credit/chengxin/api/history/v1"
	"github.com/chengxin-credit/chengxin/app/history"
	"github.com/chengxin-credit/chengxin/app/history/historybench"
	"github.com/chengxin-credit/chengxin/internal/chio"
)

const (
	queryRecords = 100_000
	queryAlone   = 160 // queries of one caller
	queryMany    = 512 // of sixteen
	queryCallers = 16
)

// openQuery: P8, on a whole server: login, decision, read, mask and evidence, over gRPC and over HTTP with JSON.
func openQuery(ctx context.Context, l *lab) (round, error) {
	s, err := l.served(ctx, l.services)
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
	conn, err := chio.Open(s.env.ClickHouse)
	if err != nil {
		return nil, err
	}
	l.later(conn.Close)
	b := &historybench.Bench{Kafka: s.env.Kafka, Conn: conn, Database: history.Database}
	n := l.size(queryRecords)
	l.progress.step("query: storing %d records", n)
	if err := b.Fill(ctx, 0, n); err != nil {
		return nil, err
	}
	subjects := max(1, n/perSubject)
	// Each ask is about another subject, far from the last one.
	id := func(i int) string { return historybench.Subject(i * 7919 % subjects) }
	raw := func(ctx context.Context, i int) error {
		rows, err := b.Query(ctx, id(i))
		if err == nil && rows == 0 {
			err = errors.New("the bare read found nothing")
		}
		return err
	}
	overGRPC, err := grpcAsker(l, s, token, id)
	if err != nil {
		return nil, err
	}
	overHTTP := httpAsker(l, s, token, id)
	single, many := min(n/4, queryAlone), min(n/4, queryMany)
	return func(ctx context.Context, r *run) error {
		alone, err := versus(ctx, 1, single, raw, overGRPC, overHTTP)
		if err != nil {
			return err
		}
		crowd, err := versus(ctx, queryCallers, many, raw, overGRPC, overHTTP)
		if err != nil {
			return err
		}
		for i, suffix := range []string{"", "_http"} {
			r.note("query.wait"+suffix, "us", micros(alone[i+1].p50), micros(alone[0].p50))
			r.note("query.rate16"+suffix, "queries/s", crowd[i+1].perSecond, crowd[0].perSecond)
		}
		return nil
	}, nil
}

const (
	purpose = "enforcement"
	caseNo  = "聊市监案〔2026〕15号"
)

func grpcAsker(l *lab, s *server, token string, id func(int) string) (asker, error) {
	conn, err := grpc.NewClient(s.grpc, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	l.later(conn.Close)
	client := historyv1.NewInquiryClient(conn)
	return func(ctx context.Context, i int) error {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
		a, err := client.Profile(ctx, &historyv1.ProfileRequest{Id: id(i), Purpose: purpose, CaseNo: caseNo})
		if err == nil && len(a.GetGroups()) == 0 {
			err = fmt.Errorf("an empty answer: %v", a)
		}
		return err
	}, nil
}

func httpAsker(l *lab, s *server, token string, id func(int) string) asker {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: queryCallers}}
	l.later(func() error { client.CloseIdleConnections(); return nil })
	return func(ctx context.Context, i int) error {
		address := "http://" + s.http + "/v1/subjects/" + id(i) + "/profile?purpose=" + purpose + "&case_no=" + url.QueryEscape(caseNo)
		return call(ctx, client, http.MethodGet, address, token, "", nil, nil)
	}
}
