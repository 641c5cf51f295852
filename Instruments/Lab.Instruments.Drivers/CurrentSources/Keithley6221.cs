using Lab.Instruments.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Safety;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Keithley 6221 current source, as a source of direct current (commands: 622x reference manual).</summary>
public sealed class Keithley6221 : ScpiSource, ICurrentSource, ICurrentProgram
{
    private const int MostCount = 9999;

    /// <summary>The source delay, s (manual: 1 ms to 999999.999 s).</summary>
    private static readonly (double From, double To) Intervals = (1e-3, 999999.999);

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
    public int MostCurrents => 100;

    /// <inheritdoc/>
    public bool HasSlopes => false;

    /// <inheritdoc/>
    /// <remarks>A custom sweep (622x reference manual, section 4). Its start switches the output on.</remarks>
    public ValueTask StartProgramAsync(
        IReadOnlyList<Current> currents, Duration interval, Duration slope, int count, CancellationToken cancellationToken = default)
    {
        SetPointProgram program = CurrentProgram.Of(Name, currents, MostCurrents, interval, Intervals) with { Count = count, SwitchesOn = true };
        if (slope != default || count > MostCount)
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The source has no sweep with slopes of {slope}, {count} times", $"{Name}, program", $"Nothing was sent. Use no slope and a count of 1 to {MostCount}.");
        }

        string list = string.Join(',', program.Values.Select(CurrentProgram.Text));
        return Session.ApplyProgramAsync(
            program,
            [$":SOUR:SWE:SPAC LIST;COUN {count};:SOUR:DEL {CurrentProgram.Text(interval.Seconds)};:SOUR:LIST:CURR {list}", ":SOUR:SWE:ARM;:INIT"],
            cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask StopProgramAsync(CancellationToken cancellationToken = default) => Session.EndProgramAsync(":SOUR:SWE:ABOR", cancellationToken);

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
