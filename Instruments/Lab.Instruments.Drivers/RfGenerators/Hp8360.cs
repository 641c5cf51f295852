using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RfGenerators.Hp8360>]

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>HP (later Agilent) synthesized sweepers of the 8360 series, A, B and L, in continuous wave.</summary>
public sealed class Hp8360 : ScpiToneGenerator, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    public Hp8360(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "hp-8360",
        Kind = InstrumentKind.RfGenerator,
        Summary = "HP 8360 series synthesized sweeper, continuous wave",
        Models = ["83620", "83622", "83623", "83624", "83630", "83640", "83650"],
        Beliefs = Beliefs,
        Create = context => new Hp8360(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string OutputHeader => ":POW:STAT";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":POW:STAT?", "The output", AnswerForm.Switch, "Output (8360)"),
        Belief.Read(":SOUR:POW?", "The level", AnswerForm.Number(string.Empty, -400, 400), "Level (8360)"),
        Belief.Read(":SOUR:FREQ?", "The frequency", AnswerForm.Number("Hz", -1e15, 1e15), "Frequency (8360)"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MODE", "CW", "The frequency mode", AnswerForm.Word("CW", "FIXed", "SWEep", "LIST"),
            "Frequency mode (8360)"),
        Belief.SetAtOpening(
            ":SOUR:POW:OFFS", "0", "The level offset", AnswerForm.Number("dB", -500, 500), "Level offset (8360)"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:OFFS", "0", "The frequency offset", AnswerForm.Number("Hz", -200e9, 200e9), "Frequency offset (8360)"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MULT", "1", "The frequency multiplier", AnswerForm.Number(string.Empty, -1e4, 1e4),
            "Frequency multiplier (8360)"),
        Belief.SetAtOpening(
            ":UNIT:POW", "DBM", "The unit of the level", AnswerForm.Word("DBM", "V", "W", "DBUV"), "Unit of level (8360)"),
        Belief.SetAtOpening(":SOUR:POW:MODE", "FIX", "The level mode", AnswerForm.Word("FIXed", "SWEep"), "Level mode (8360)"),
        Belief.SetAtOpening(":SOUR:POW:ALC", "1", "The automatic level control", AnswerForm.Switch, "ALC (8360)"),
        Belief.SetAtOpening(
            ":SOUR:POW:ALC:SOUR", "INT", "Its detector", AnswerForm.Word("INTernal", "DIODe", "PMETer", "MMHead"),
            "ALC source (8360)"),
        Belief.SetAtOpening(":SOUR:POW:ATT:AUTO", "1", "The automatic attenuator", AnswerForm.Switch, "Attenuator (8360)")
            with { IsOptional = true },
        Modulation(":SOUR:AM:STAT", "Amplitude modulation"),
        Modulation(":SOUR:FM:STAT", "Frequency modulation"),
        Modulation(":SOUR:PULS:STAT", "Pulse modulation"),
    ];

    /// <summary>Continuous wave of fixed level; level and frequency as they are at the connector, in dBm and hertz. Models
    /// without attenuator or modulation do not know these commands.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":SOUR:FREQ:MODE CW", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SOUR:POW:OFFS 0", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken,
            ":SOUR:FREQ:OFFS 0",
            ":SOUR:FREQ:MULT 1",
            ":UNIT:POW DBM",
            ":SOUR:POW:MODE FIX",
            ":SOUR:POW:ALC 1",
            ":SOUR:POW:ALC:SOUR INT",
            ":SOUR:POW:ATT:AUTO 1",
            ":SOUR:AM:STAT 0",
            ":SOUR:FM:STAT 0",
            ":SOUR:PULS:STAT 0").ConfigureAwait(false);
    }

    private static Belief Modulation(string header, string tells) =>
        Belief.SetAtOpening(header, "0", tells, AnswerForm.Switch, "Modulation (8360)") with { IsOptional = true };
}
