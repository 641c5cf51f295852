using Lab.Benches;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SourceMeters.Keithley2450>]

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>Keithley 2450 source-measure unit and its larger siblings, in their own SCPI language: drives a current, measures the
/// voltage and reads the current back (2450 reference manual, chapter 6).</summary>
public sealed partial class Keithley2450 : ScpiSourceMeter, ISourceMeter, IShippedDriver
{
    private const string TerminalsKey = "terminals";
    private const string Read = ":READ?";
    private const string ReadBoth = """:READ? "defbuffer1",SOUR,READ""";
    private const string Tripped = ":SOUR:CURR:VLIM:TRIP?";

    /// <summary>The meter finds the mains frequency by itself and answers 50 or 60.</summary>
    private const double LineFrequencyToleranceHertz = 1;

    private readonly bool isRear;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="options">What the bench file says of it; integration over 0.01 to 10 periods.</param>
    /// <param name="isRear">Whether the sample is at the rear terminals.</param>
    public Keithley2450(InstrumentSession session, CurrentRamp ramp, SourceMeterOptions options, bool isRear)
        : base(session, ramp, options) => this.isRear = isRear;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2450",
        Kind = InstrumentKind.SourceMeter,
        Summary = "Keithley 2450, 2460, 2461 or 2470 source-measure unit in its SCPI language",
        Settings =
        [
            CurrentRamp.Setting,
            .. SourceMeterOptions.Keys(0.01, 10),
            SettingKey.Choice(TerminalsKey, "front", ["front", "rear"], "The terminals that the sample is connected to."),
        ],
        Models = ["MODEL 2450", "MODEL 2460", "MODEL 2461", "MODEL 2470"],
        Beliefs = Beliefs,
        Create = context => new Keithley2450(
            context.Session(),
            CurrentRamp.Of(context),
            SourceMeterOptions.Of(context.Settings),
            context.Settings.Get<string>(TerminalsKey) == "rear"),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => ":SOUR:CURR";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:CURR?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SOUR:CURR:VLIM";

    /// <inheritdoc/>
    /// <remarks>The current of a reading is the current that is read back at the same moment.</remarks>
    public async ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        await RequireOutputAsync(Read, cancellationToken).ConfigureAwait(false);
        return await Session.QueryAllAsync([ReadBoth, Tripped], ReadElements, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default) =>
        Session.QuerySwitchAsync(Tripped, cancellationToken);

    /// <summary>Drives a current; measures the voltage and reads the current back, in ranges of its own choice. What earlier
    /// users left behind is in the README of this folder.</summary>
    /// <exception cref="InstrumentException">It speaks another language, or runs on other mains than the bench file says
    /// (<see cref="InstrumentFault.BadAnswer"/>), refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await RequireLanguageAsync(cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SOUR:FUNC?",
            ":SOUR:FUNC CURR",
            answer => answer.StartsWith("CURR", StringComparison.OrdinalIgnoreCase),
            isOn,
            "drive a current",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SENS:FUNC 'VOLT'", cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SENS:VOLT:RSEN?",
            $":SENS:VOLT:RSEN {(Options.IsFourWire ? 1 : 0)}",
            answer => (answer is "1" or "ON") == Options.IsFourWire,
            isOn,
            Options.IsFourWire ? "four wires" : "two wires",
            cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":ROUT:TERM?",
            $":ROUT:TERM {(isRear ? "REAR" : "FRON")}",
            answer => answer.StartsWith(isRear ? "REAR" : "FRON", StringComparison.OrdinalIgnoreCase),
            isOn,
            isRear ? "its rear terminals" : "its front terminals",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":SOUR:CURR:RANG:AUTO 1;:SOUR:CURR:READ:BACK 1;:SENS:VOLT:RANG:AUTO 1;:SENS:VOLT:NPLC {Options.IntegrationCycles:R}"
            + ";:SENS:VOLT:AZER 1;:SENS:VOLT:AVER 0;:SENS:COUN 1",
            cancellationToken).ConfigureAwait(false);

        // The first three replace the voltage by something computed from it.
        await SendIfKnownAsync(
            cancellationToken, ":SENS:VOLT:UNIT VOLT", ":SENS:VOLT:REL:STAT 0", ":CALC:VOLT:MATH:STAT 0", ":FORM:DATA ASC")
                .ConfigureAwait(false);
        double hertz = await Session.QueryNumberAsync(":SYST:LFR?", cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(hertz - Options.LineFrequency.Hertz) <= LineFrequencyToleranceHertz))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter finds mains of {Frequency.FromHertz(hertz)}, the bench file says {Options.LineFrequency}",
                $"{Name}, :SYST:LFR?",
                $"Set '{SourceMeterOptions.LineFrequencyKey}' of this instrument in the bench file to "
                    + $"{Frequency.FromHertz(hertz)}.");
        }
    }

    private SourceMeterReading ReadElements(IReadOnlyList<string> answers)
    {
        if (answers[0].Split(',', StringSplitOptions.TrimEntries) is not [var current, var voltage])
        {
            throw Session.BadAnswer(answers[0], ReadBoth, "current and voltage");
        }

        if (answers[1].Trim() is "1" or "ON")
        {
            throw ComplianceError(Read, answers[0]);
        }

        return new SourceMeterReading(
            Voltage.FromVolts(Session.ReadNumber(voltage, Read)), Current.FromAmperes(Session.ReadNumber(current, Read)));
    }

    private async ValueTask RequireLanguageAsync(CancellationToken cancellationToken)
    {
        const string query = "*LANG?";
        string language = (await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Trim();
        if (!language.Equals("SCPI", StringComparison.OrdinalIgnoreCase))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter speaks '{language}', and this driver SCPI",
                $"{Name}, {query}",
                "Choose the command set SCPI in its menu and switch it off and on; SCPI2400 is another one.");
        }
    }
}
