using Lab.Instruments.Drivers.Sessions;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RfGenerators.KeysightE8257D>]

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>Keysight (formerly Agilent) E8257D PSG analog signal generator.</summary>
public sealed partial class KeysightE8257D : ScpiRfGenerator, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    public KeysightE8257D(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-e8257d",
        Kind = InstrumentKind.RfGenerator,
        Summary = "Keysight E8257D PSG analog signal generator",
        Models = ["E8257D", "E8267D", "E8247C", "E8257C", "N5183A", "N5183B", "N5173B", "N5181A", "N5181B", "N5171B"],
        Beliefs = Beliefs,
        Create = context => new KeysightE8257D(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string NoModulationCommand => ":SOUR:PULM:STAT 0;:OUTP:MOD 0";

    /// <inheritdoc/>
    protected override string ModulationCommand(double hertz) =>
        $":SOUR:PULM:SOUR INT;:SOUR:PULM:SOUR:INT SQU;:SOUR:PULM:INT:FREQ {hertz:R};:SOUR:PULM:STAT 1;:OUTP:MOD 1";

    /// <summary>Continuous wave of fixed level; level and frequency as they are at the connector, in dBm and hertz. What earlier
    /// users left behind would put another level on the sample than the number says (table in the README of this folder). An
    /// instrument without modulation does not know the commands of modulation.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":SOUR:FREQ:MODE CW", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SOUR:POW:OFFS 0", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken,
            ":SOUR:FREQ:REF:STAT 0",
            ":SOUR:FREQ:OFFS 0",
            ":SOUR:FREQ:MULT 1",
            ":SOUR:POW:MODE FIX",
            ":SOUR:POW:REF:STAT 0",
            ":UNIT:POW DBM",
            ":SOUR:POW:ALC 1",
            ":SOUR:POW:ALC:SOUR INT",
            ":OUTP:MOD 0",
            ":SOUR:PULM:STAT 0",
            ":SOUR:AM:STAT 0",
            ":SOUR:FM:STAT 0",
            ":SOUR:PM:STAT 0",
            ":SOUR:DM:STAT 0",
            ":SOUR:WDM:STAT 0",
            ":SOUR:POW:ATT:AUTO 1",
            ":SOUR:CORR:STAT 0").ConfigureAwait(false);
    }
}
