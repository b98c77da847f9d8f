"""Python torch as the benchmark's rival: one thread, CPU time.

Writes its networks into the folder given as argument (NAME.pt, NAME.onnx), prints "ready" and its version, then answers
lines: "forward NAME BATCH CALLS" and "train BATCH CALLS" with the CPU seconds they took.
"""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import torch  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
torch.manual_seed(1)


class SmallDenseNet(nn.Module):
    """The learner's default network, as org.dlrm.deep.net.Architecture writes it."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 24, 5, 2, 2, bias=False)
        self.norms, self.convs = nn.ModuleList(), nn.ModuleList()
        self.ends, self.transitions = nn.ModuleList(), nn.ModuleList()
        c = 24
        for block in range(3):
            for layer in range(4):
                self.norms.append(nn.BatchNorm2d(c))
                self.convs.append(nn.Conv2d(c, 12, 3, 1, 1, bias=False))
                c += 12
            self.ends.append(nn.BatchNorm2d(c))
            if block < 2:
                self.transitions.append(nn.Conv2d(c, c // 2, 1, bias=False))
                c //= 2
        self.extras = nn.BatchNorm1d(2)
        self.head = nn.Linear(c + 2, 2)

    def forward(self, image, extra):
        x = self.stem(image)
        for block in range(3):
            for layer in range(4):
                i = block * 4 + layer
                x = torch.cat([x, self.convs[i](torch.relu(self.norms[i](x)))], 1)
            x = torch.relu(self.ends[block](x))
            pooled = x.mean([2, 3])
            if block < 2:
                x = nn.functional.avg_pool2d(self.transitions[block](x), 2)
        return self.head(torch.cat([pooled, self.extras(extra)], 1))


class Unit(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b)
        self.conv2, self.norm2 = nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b)
        self.skip = nn.Sequential(nn.Conv2d(a, b, 1, stride, bias=False), nn.BatchNorm2d(b)) if a != b else nn.Identity()

    def forward(self, x):
        return torch.relu(self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x))))) + self.skip(x))


class ResNet18(nn.Module):
    """He et al. 2016, table 1."""

    def __init__(self):
        super().__init__()
        layers, a = [], 64
        for b in (64, 128, 256, 512):
            layers += [Unit(a, b, 1 if a == b else 2), Unit(b, b, 1)]
            a = b
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
                                  nn.MaxPool2d(3, 2, 1))
        self.body, self.head = nn.Sequential(*layers), nn.Linear(512, 1000)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).mean([2, 3]))


class DenseLayer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(c), nn.Conv2d(c, 128, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(128), nn.Conv2d(128, 32, 3, 1, 1, bias=False)

    def forward(self, x):
        return torch.cat([x, self.conv2(torch.relu(self.norm2(self.conv1(torch.relu(self.norm1(x))))))], 1)


class DenseNet121(nn.Module):
    """Huang et al. 2017, table 1."""

    def __init__(self):
        super().__init__()
        layers, c = [], 64
        for block, n in enumerate((6, 12, 24, 16)):
            for _ in range(n):
                layers.append(DenseLayer(c))
                c += 32
            layers += [nn.BatchNorm2d(c), nn.ReLU()]
            if block < 3:
                layers += [nn.Conv2d(c, c // 2, 1, bias=False), nn.AvgPool2d(2)]
                c //= 2
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
                                  nn.MaxPool2d(3, 2, 1))
        self.body, self.head = nn.Sequential(*layers), nn.Linear(c, 1000)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).mean([2, 3]))


NETWORKS = {"resnet18": ResNet18().eval(), "densenet121": DenseNet121().eval()}
SMALL = SmallDenseNet()
OPTIMISER = torch.optim.AdamW(SMALL.parameters(), 1e-3, weight_decay=1e-2)


def forward(name, batch, calls):
    if name == "small":
        SMALL.eval()
        inputs = (torch.randn(batch, 3, 64, 64), torch.randn(batch, 2))
        network = SMALL
    else:
        inputs, network = (torch.randn(batch, 3, 224, 224),), NETWORKS[name]
    with torch.inference_mode():
        begin = time.process_time()
        for _ in range(calls):
            network(*inputs)
        return time.process_time() - begin


def train(batch, calls):
    SMALL.train()
    image, extra, target = torch.randn(batch, 3, 64, 64), torch.randn(batch, 2), torch.arange(batch) % 2
    begin = time.process_time()
    for _ in range(calls):
        OPTIMISER.zero_grad()
        loss = nn.functional.cross_entropy(SMALL(image, extra), target)
        loss.backward()
        OPTIMISER.step()
        loss.item()
    return time.process_time() - begin


for key, net in NETWORKS.items():
    example = torch.randn(1, 3, 224, 224)
    torch.jit.trace(net, example).save(os.path.join(sys.argv[1], key + ".pt"))
    torch.onnx.export(net, example, os.path.join(sys.argv[1], key + ".onnx"), opset_version=12, input_names=["image"],
                      output_names=["score"], dynamic_axes={"image": {0: "N"}, "score": {0: "N"}})
print("ready torch " + torch.__version__, flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "forward":
        print(forward(words[1], int(words[2]), int(words[3])), flush=True)
    else:
        print(train(int(words[1]), int(words[2])), flush=True)
