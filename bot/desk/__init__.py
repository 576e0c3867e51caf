"""The FOI desk's clock: what is due to be told about requests, decided and put into the outbox."""
