using Lab.Instruments.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Yokogawa GS200 (GS210, GS211) DC source in current mode (commands: GS200 user's manual).</summary>
public sealed class YokogawaGs200 : ScpiSource, ICurrentSource
{
    private readonly Current? range;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="range">The largest current of a fixed range; <see langword="null"/> chooses with every current.</param>
    public YokogawaGs200(InstrumentSession session, CurrentRamp ramp, Current? range)
        : base(session, ramp) => this.range = range;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "yokogawa-gs200",
        Kind = InstrumentKind.CurrentSource,
        Summary = "Yokogawa GS200 DC source, in current mode",
        Settings = [CurrentRamp.Setting, FixedRange.Setting],
        Create = context => new YokogawaGs200(context.Session(), CurrentRamp.Of(context), FixedRange.Of(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["GS200", "GS210", "GS211"];

    /// <inheritdoc/>
    protected override string CurrentCommand => range is null ? ":SOUR:LEV:AUTO" : ":SOUR:LEV";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:LEV?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SOUR:PROT:VOLT";

    /// <summary>Current mode and, where one is set, the fixed range.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // A source in voltage mode drops its level when the mode changes; one in current mode may be feeding the sample.
        string function = await Session.QueryAsync(":SOUR:FUNC?", cancellationToken).ConfigureAwait(false);
        if (function.Trim() != "CURR")
        {
            await Session.SendAsync(":SOUR:FUNC CURR", cancellationToken).ConfigureAwait(false);
        }

        if (range is { } fixedRange)
        {
            await Session.SendAsync($":SOUR:RANG {fixedRange.Amperes:R}", cancellationToken).ConfigureAwait(false);
        }
    }
}
