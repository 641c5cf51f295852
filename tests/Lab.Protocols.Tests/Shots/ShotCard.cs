using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;

namespace Lab.Protocols.Tests.Shots;

/// <summary>A driver for tests: a card that gives a trigger with a pulse and samples the voltage after it once.</summary>
internal sealed class ShotCard(InstrumentSession session) : ScpiInstrument(session), IShotDevice
{
    public static InstrumentKind Kind { get; } = new("a shot card", typeof(ShotCard), []);

    public static DriverDescription Description { get; } = new()
    {
        Name = "shot-card",
        Kind = Kind,
        Summary = "Shot card of the tests",
        Models = ["CARD1"],
        Create = context => new ShotCard(context.Session()),
    };

    protected override IReadOnlyList<string> Models => Description.Models;

    public ValueTask PrepareAsync(IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken) =>
        Session.SendAsync("*CLS", cancellationToken);

    public ValueTask ArmAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // Trigger and reading are one message.
    public ValueTask TriggerAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken) =>
        [
            new ShotTrace(
                new Terminal(Name, string.Empty), 0, 1, new[] { await Session.QueryNumberAsync(":SHOT?", cancellationToken) }),
        ];

    public ValueTask DisarmAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
