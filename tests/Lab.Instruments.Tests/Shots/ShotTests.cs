using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Tests.Shots;

public sealed class ShotTests
{
    private readonly List<string> calls = [];

    private static readonly PlayTask Play = new("1", 0, "voltage", new double[] { 0, 1, 0 }, 1e9);
    private static readonly CaptureTask Capture = new("2", -50e-12, 4, 1e10);

    [Fact]
    public async Task Take_SourceNamedFirst_IsArmedLastAndAloneTriggers()
    {
        (Device awg, Device scope) = (new Device("awg", calls), new Device("scope", calls));
        var shot = new Shot(awg, (awg, [Play]), (scope, [Capture]));

        await shot.PrepareAsync(default);
        IReadOnlyList<ShotTrace> traces = await shot.TakeAsync(default);

        Assert.Equal(
            ["scope waits", "awg is the source", "arm scope", "arm awg", "trigger awg", "collect scope", "collect awg"], calls);
        Assert.Equal(new Terminal("scope", "2"), Assert.Single(traces).Terminal);
        Assert.Equal(-50e-12, traces[0].StartSeconds);
    }

    [Theory]
    [InlineData("arm awg")]
    [InlineData("trigger awg")]
    [InlineData("collect scope")]
    public async Task Take_ThatFails_LeavesNothingArmed(string failing)
    {
        (Device awg, Device scope) = (new Device("awg", calls, failing), new Device("scope", calls, failing));
        var shot = new Shot(awg, (awg, [Play]), (scope, [Capture]));
        await shot.PrepareAsync(default);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => shot.TakeAsync(default));

        Assert.Equal(failing, error.What);
        Assert.Equal(["disarm awg", "disarm scope"], calls[^2..]);
    }

    [Fact]
    public async Task Take_GivenUp_LeavesNothingArmed()
    {
        using var giveUp = new CancellationTokenSource();
        var awg = new Device("awg", calls) { OnTrigger = giveUp.Cancel };
        var shot = new Shot(awg, (awg, [Play]));
        await shot.PrepareAsync(default);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shot.TakeAsync(giveUp.Token));

        Assert.Equal("disarm awg", calls[^1]);
    }

    [Fact]
    public async Task Take_ThatFailsAndCannotBeDisarmed_SaysWhichMayStillWait()
    {
        (Device awg, Device scope) = (new Device("awg", calls, "trigger awg"), new Device("scope", calls, "disarm scope"));
        var shot = new Shot(awg, (awg, [Play]), (scope, [Capture]));
        await shot.PrepareAsync(default);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => shot.TakeAsync(default));

        Assert.Contains("1 of its instruments may still wait for a trigger: disarm scope", error.What, StringComparison.Ordinal);
        Assert.Contains("trigger awg", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_NotPrepared_IsABug()
    {
        var awg = new Device("awg", calls);

        await Assert.ThrowsAsync<InvalidOperationException>(() => new Shot(awg, (awg, [Play])).TakeAsync(default));
    }

    [Fact]
    public void New_SourceThatTakesNoPart_OrTerminalWithTwoTasks_IsRefused()
    {
        (Device awg, Device scope) = (new Device("awg", calls), new Device("scope", calls));

        Assert.Throws<ArgumentException>(() => new Shot(awg, (scope, [Capture])));
        Assert.Contains(
            "'1' of awg has 2 tasks",
            Assert.Throws<ArgumentException>(() => new Shot(awg, (awg, [Play, Play]))).Message,
            StringComparison.Ordinal);
    }

    private sealed class Device(string name, List<string> calls, string? failing = null) : IShotDevice
    {
        private IReadOnlyList<ShotTask> tasks = [];

        public string Name => name;

        public InstrumentIdentity Identity => new("maker", "model", "1", "1");

        public Action? OnTrigger { get; init; }

        public ValueTask PrepareAsync(IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken)
        {
            this.tasks = tasks;
            calls.Add(isSource ? $"{name} is the source" : $"{name} waits");
            return ValueTask.CompletedTask;
        }

        public ValueTask ArmAsync(CancellationToken cancellationToken) => Call("arm");

        public ValueTask TriggerAsync(CancellationToken cancellationToken)
        {
            OnTrigger?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return Call("trigger");
        }

        public async ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken)
        {
            await Call("collect");
            return
            [
                .. tasks.OfType<CaptureTask>().Select(task =>
                    new ShotTrace(
                        new Terminal(name, task.Terminal),
                        task.DelaySeconds,
                        task.SamplesPerSecond,
                        new double[task.SampleCount])),
            ];
        }

        public ValueTask DisarmAsync(CancellationToken cancellationToken) => Call("disarm");

        public ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => Call("make safe");

        public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) =>
            new((IReadOnlyList<InstrumentError>)[]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private ValueTask Call(string what)
        {
            calls.Add($"{what} {name}");
            return failing == calls[^1]
                ? throw new InstrumentException(InstrumentFault.Timeout, failing, name, "Look.")
                : ValueTask.CompletedTask;
        }
    }
}
