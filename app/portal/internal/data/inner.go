package data

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Timeouts of calls between processes for the portal's own needs; answers are small.
const (
	askTimeout = 3 * time.Second
	maxAnswer  = 16 << 20
)

// InProcess is a transport into this process's own interface, without a network.
type InProcess struct{ Handler http.Handler }

// RoundTrip serves one request; the answer is held in memory.
func (t InProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &memory{header: http.Header{}, status: http.StatusOK}
	t.Handler.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), Request: r}, nil
}

// memory is an answer being written.
type memory struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is part of http.ResponseWriter.
func (m *memory) Header() http.Header { return m.header }

// WriteHeader is part of http.ResponseWriter.
func (m *memory) WriteHeader(status int) { m.status = status }

// Write is part of http.ResponseWriter.
func (m *memory) Write(b []byte) (int, error) { return m.body.Write(b) }

// errStatus is an answer that was none.
type errStatus int

func (e errStatus) Error() string { return fmt.Sprintf("answered with status %d", int(e)) }

// get reads one small answer. Statuses other than 200 are errors, with the body all the same.
func get(ctx context.Context, client *http.Client, url, key string) (body []byte, header http.Header, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer)); err != nil {
		return nil, nil, err
	}
	if res.StatusCode != http.StatusOK {
		return body, res.Header, errStatus(res.StatusCode)
	}
	return body, res.Header, nil
}
