package data

import (
	"context"

	"github.com/chengxin-credit/chengxin/internal/kafkaio"
	"github.com/chengxin-credit/chengxin/internal/seal"
)

// KafkaUsers manages the agencies' users through the broker's own administration.
type KafkaUsers struct{ admin *kafkaio.Admin }

// NewKafkaUsers works with an administrator's connection.
func NewKafkaUsers(a *kafkaio.Admin) KafkaUsers { return KafkaUsers{a} }

// Set lets the user in.
func (k KafkaUsers) Set(ctx context.Context, agency, username, secret string) error {
	return k.admin.SetAgency(ctx, agency, username, secret)
}

// Revoke shuts the user out.
func (k KafkaUsers) Revoke(ctx context.Context, username string) error {
	return k.admin.RevokeUser(ctx, username)
}

// Vault seals with the installation's keys.
type Vault struct{ keys *seal.Keyring }

// NewVault works with a keyring.
func NewVault(k *seal.Keyring) Vault { return Vault{k} }

// Seal binds the secret to its place.
func (v Vault) Seal(secret, place string) string {
	return string(v.keys.Seal(nil, []byte(secret), []byte("access/"+place)))
}

// Open gives the secret back.
func (v Vault) Open(sealed, place string) (string, error) {
	b, err := v.keys.Open(nil, []byte(sealed), []byte("access/"+place))
	return string(b), err
}
