import torch, torch.nn as nn, torch.nn.functional as F
class Actor(nn.Module):
    def __init__(self, s, a, m):
        super().__init__(); self.l1=nn.Linear(s,256); self.l2=nn.Linear(256,a); self.max_action=m
    def forward(self, x): return self.max_action * torch.tanh(self.l2(F.relu(self.l1(x))))
class Critic(nn.Module):
    def __init__(self, s, a):
        super().__init__(); self.l1=nn.Linear(s+a,256); self.l2=nn.Linear(256,1)
    def forward(self, x, u): return self.l2(F.relu(self.l1(torch.cat([x,u],1))))
class DDPG(object):
    def __init__(self):
        self.actor=Actor(3,1,2.); self.actor_opt=torch.optim.Adam(self.actor.parameters(), lr=1e-4)
        self.critic=Critic(3,1); self.critic_opt=torch.optim.Adam(self.critic.parameters(), weight_decay=1e-2)
    def train(self, buf):
        state, action, next_state, reward = buf.sample()
        target_Q = self.critic(next_state, self.actor(next_state))
        target_Q = reward + 0.99*target_Q.detach()
        cur = self.critic(state, action)
        loss = F.mse_loss(cur, target_Q)
        self.critic_opt.zero_grad(); loss.backward(); self.critic_opt.step()
        actor_loss = -self.critic(state, self.actor(state)).mean()
        self.actor_opt.zero_grad(); actor_loss.backward(); self.actor_opt.step()
