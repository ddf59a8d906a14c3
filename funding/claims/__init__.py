"""Claims for additional roles: drafted from the register, declared, decided, and paid."""
