using Lab.Instruments.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Keithley 6221 current source, as a source of direct current (commands: 622x reference manual).</summary>
public sealed class Keithley6221 : ScpiSource, ICurrentSource
{
    private readonly Current? range;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="range">The largest current of a fixed range; <see langword="null"/> chooses with every current.</param>
    public Keithley6221(InstrumentSession session, CurrentRamp ramp, Current? range)
        : base(session, ramp) => this.range = range;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-6221",
        Kind = InstrumentKind.CurrentSource,
        Summary = "Keithley 6221 current source",
        Settings = [CurrentRamp.Setting, FixedRange.Setting],
        Create = context => new Keithley6221(context.Session(), CurrentRamp.Of(context), FixedRange.Of(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["6221"];

    /// <inheritdoc/>
    protected override string CurrentCommand => ":SOUR:CURR";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:CURR?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SOUR:CURR:COMP";

    /// <summary>The fixed range, or the automatic one.</summary>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) => Session.SendAsync(
        range is { } fixedRange ? $":SOUR:CURR:RANG {fixedRange.Amperes:R}" : ":SOUR:CURR:RANG:AUTO 1", cancellationToken);
}
