using System.Globalization;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.CaenelsFastPs>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>CAENels FAST-PS: bipolar current supplies for magnets, at a socket.</summary>
/// <remarks>Messages end with CR. Each is answered: a command by <c>#AK</c> or <c>#NAK</c> with a number, a query by its own
/// name and the value.</remarks>
public sealed class CaenelsFastPs : SteppedMagnetSupply, IShippedDriver
{
    private const string CurrentQuery = "MRI:?";
    private const string SetPointQuery = "MWI:?";
    private const string StatusQuery = "MST:?";
    private const string LoopQuery = "LOOP:?";

    /// <summary>The bit of the status that shows that the output is on.</summary>
    private const long IsOnBit = 1;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    public CaenelsFastPs(InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep)
        : base(session, gate, rampRate, rampStep)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "caenels-fast-ps",
        Kind = InstrumentKind.MagnetSupply,
        Summary = "CAENels FAST-PS bipolar magnet supply",
        Settings = [.. RampKeys(volts: 20).Where(key => key.Name != VoltageLimitKey)],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.Acknowledgement,
            Completion = Completion.OwnReport,
            Acknowledgement = new CommandAcknowledgement("#AK", "#NAK")
            {
                Reasons = new Dictionary<string, InstrumentError>
                {
                    ["01"] = new(-113, "Unknown command"),
                    ["02"] = new(-224, "Unknown parameter"),
                    ["04"] = new(-109, "Not enough arguments"),
                    ["08"] = new(-300, "The supply is in fault"),
                    ["09"] = new(-221, "The supply is on already"),
                    ["10"] = new(-222, "Set-point beyond the model"),
                    ["11"] = new(-222, "Set-point beyond the limits of its software"),
                    ["12"] = new(-104, "Set-point is not a number"),
                    ["13"] = new(-221, "The supply is off"),
                    ["15"] = new(-203, "The supply is in local mode"),
                    ["17"] = new(-221, "The supply is in waveform mode"),
                    ["19"] = new(-221, "The supply is in this loop mode already"),
                    ["20"] = new(-221, "The supply is not in this loop mode"),
                },
            },
            IdentityQuery = "VER:?",
            HasFreeIdentity = true,
            SocketTerminator = "cr",
        },
        Models = ["FAST-PS"],
        Beliefs = Beliefs,
        Create = context => new CaenelsFastPs(
            context.Session(),
            context.Gate,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override double ZeroAmperes => 0.01;

    /// <inheritdoc/>
    protected override Duration ReadBackTime => Duration.FromMilliseconds(20);

    /// <inheritdoc/>
    protected override string OffCommand => "MOFF";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(StatusQuery, "The status, bit 0 for on", AnswerForm.Text, "MST:?"),
        Belief.Read(CurrentQuery, "The current", AnswerForm.Text, "MRI:?"),
        Belief.Read(SetPointQuery, "The set-point", AnswerForm.Text, "MWI:x"),
        Belief.Read(LoopQuery, "What is regulated, I for the current", AnswerForm.Text, "constant voltage"),
    ];

    /// <inheritdoc/>
    protected override string CommandFor(double amperes) => $"MWI:{Text(amperes)}";

    /// <inheritdoc/>
    protected override ValueTask<double> ReadSetAmperesAsync(CancellationToken cancellationToken) =>
        ReadAsync(SetPointQuery, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<double> ReadFlowingAmperesAsync(CancellationToken cancellationToken) =>
        ReadAsync(CurrentQuery, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) => Session.QueryAsync(
        StatusQuery,
        answer => long.TryParse(
            ValueOf(answer), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long status)
            ? (status & IsOnBit) != 0
            : throw Session.BadAnswer(answer, StatusQuery, "#MST: and a hexadecimal number"),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A supply that is off takes no set-point: it begins at zero, which is said once more.</remarks>
    protected override async ValueTask SwitchOnAsync(CancellationToken cancellationToken)
    {
        SetPoint[] both = [new SetPoint(Channels.Current, 0), SetPoint.Output(on: true)];
        try
        {
            await Session.ApplyAsync(both, "MON", cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Refused)
        {
            // Sent again after its answer was lost, it is refused because it was done.
            if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            Session.Observe(new SetPoint(Channels.Current, await ReadSetAmperesAsync(cancellationToken).ConfigureAwait(false)));
        }

        await Session.ApplyAsync(new SetPoint(Channels.Current, 0), CommandFor(0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        // '#VER:FAST-PS 1020-200:1.3.2'
        InstrumentIdentity answer = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        string[] parts = answer.Manufacturer.Split(':', StringSplitOptions.TrimEntries);
        return new InstrumentIdentity("CAENels", parts.ElementAtOrDefault(1) ?? "0", "0", parts.ElementAtOrDefault(2) ?? "0");
    }

    /// <summary>Regulation of the current, which is changed with the output off only.</summary>
    /// <exception cref="InstrumentException">The voltage is regulated while the output is on, refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RequireModeAsync(
                LoopQuery, "LOOP:I", answer => ValueOf(answer) == "I", isOn, "regulate its current", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Refused)
        {
            if (!await RegulatesCurrentAsync(cancellationToken).ConfigureAwait(false))
            {
                throw; // it was not done before either
            }
        }
    }

    /// <summary>Ramps to zero and switches the output off. A supply that regulates its voltage, as a user may have set it,
    /// takes no current, and is switched off at once.</summary>
    /// <exception cref="InstrumentException">The supply does not answer or refuses, or a current flows on.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        if (await RegulatesCurrentAsync(cancellationToken).ConfigureAwait(false))
        {
            await base.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await Session.ApplyAsync(SetPoint.Output(on: false), OffCommand, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> RegulatesCurrentAsync(CancellationToken cancellationToken) =>
        ValueOf(await Session.QueryAsync(LoopQuery, cancellationToken).ConfigureAwait(false)) == "I";

    // '#MRI:1.234567': the query's own name comes first.
    private static string ValueOf(string answer) => answer[(answer.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();

    private ValueTask<double> ReadAsync(string query, CancellationToken cancellationToken) =>
        Session.QueryAsync(query, answer => Session.ReadNumber(ValueOf(answer), query), cancellationToken);
}
