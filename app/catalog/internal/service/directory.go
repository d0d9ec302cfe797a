package service

import (
	"context"

	catalogv1 "github.com/chengxin-credit/chengxin/api/catalog/v1"
	"github.com/chengxin-credit/chengxin/app/catalog/internal/biz"
)

// Directory serves catalogv1.Directory: the open part of the catalog, to everybody.
type Directory struct {
	catalogv1.UnimplementedDirectoryServer
	directory *biz.Directory
}

// NewDirectory serves the directory.
func NewDirectory(d *biz.Directory) *Directory { return &Directory{directory: d} }

// ListOpen lists resources, without items.
func (s *Directory) ListOpen(_ context.Context, r *catalogv1.ListResourcesRequest) (*catalogv1.ListResourcesReply, error) {
	return listing(s.directory.List(ask(r))), nil
}

// GetOpen shows one resource; items only of an open one.
func (s *Directory) GetOpen(ctx context.Context, r *catalogv1.GetResourceRequest) (*catalogv1.Resource, error) {
	v, err := s.directory.Get(ctx, r.GetCode(), int(r.GetVersion()))
	if err != nil {
		return nil, err
	}
	return message(v), nil
}
