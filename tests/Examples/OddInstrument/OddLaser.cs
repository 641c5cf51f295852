using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>Driver of the laser OL-1, an instrument that does not exist.</summary>
public sealed class OddLaser : ScpiInstrument, ILaser
{
    /// <summary>Creates the driver on an open session.</summary>
    public OddLaser(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "odd-laser",
        Kind = LaserKind.Laser,
        Summary = "Odd Works OL-1 laser",
        Models = ["OL-1"],
        Create = context => new OddLaser(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Of("power", power), $":POW {power.Watts:R}", cancellationToken);

    /// <inheritdoc/>
    public ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default) =>
        Session.ApplyAsync(SetPoint.Output(on), $":OUTP {(on ? 1 : 0)}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Current> ReadMonitorAsync(CancellationToken cancellationToken = default) =>
        Current.FromAmperes(await Session.QueryNumberAsync(":MON?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        double watts = await Session.QueryNumberAsync(":POW?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Of("power", Power.FromWatts(watts)));
        Session.Observe(SetPoint.Output(await Session.QuerySwitchAsync(":OUTP?", cancellationToken).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
