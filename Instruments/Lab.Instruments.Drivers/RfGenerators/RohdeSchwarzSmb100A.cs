using Lab.Instruments.Drivers.Sessions;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RfGenerators.RohdeSchwarzSmb100A>]

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>Rohde &amp; Schwarz SMB100A RF signal generator.</summary>
public sealed partial class RohdeSchwarzSmb100A : ScpiRfGenerator, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    public RohdeSchwarzSmb100A(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "rohde-schwarz-smb100a",
        Kind = InstrumentKind.RfGenerator,
        Summary = "Rohde & Schwarz SMB100A RF signal generator",
        Models = ["SMB100A", "SMB100B", "SMA100A", "SMA100B", "SMF100A", "SMC100A"],
        Beliefs = Beliefs,
        Create = context => new RohdeSchwarzSmb100A(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string NoModulationCommand => ":SOUR:PULM:STAT 0";

    /// <inheritdoc/>
    /// <remarks>The width is short while the period changes: a pulse longer than its period is refused.</remarks>
    protected override string ModulationCommand(double hertz) =>
        $":SOUR:PULM:SOUR INT;:SOUR:PULM:MODE SING;:SOUR:PULM:WIDT 1E-7;:SOUR:PULM:PER {1 / hertz:R}"
        + $";:SOUR:PULM:WIDT {0.5 / hertz:R};:SOUR:PULM:STAT 1";

    /// <summary>Continuous wave; level and frequency as they are at the connector, in dBm and hertz. What earlier users left
    /// behind would put another level on the sample than the number says (table in the README of this folder).</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":SOUR:FREQ:MODE CW", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SOUR:POW:OFFS 0", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken,
            ":SOUR:FREQ:MULT 1",
            ":SOUR:FREQ:OFFS 0",
            ":SOUR:POW:MODE CW",
            ":UNIT:POW DBM",
            ":SOUR:MOD:ALL:STAT 0",
            ":SOUR:PULM:STAT 0",
            ":SOUR:POW:ALC AUTO",
            ":SOUR:POW:LMOD NORM",
            ":SOUR:POW:SPC:STAT 0",
            ":SOUR:POW:EMF:STAT 0",
            ":SOUR:CORR:STAT 0",
            ":OUTP:AMOD AUTO").ConfigureAwait(false);
        const string limit = ":SOUR:POW:LIM?";
        OwnLevelLimit = await Session.QueryIfKnownAsync(limit, cancellationToken).ConfigureAwait(false) is { } answer
            ? Power.FromDbm(Session.ReadNumber(answer, limit))
            : Power.FromWatts(double.PositiveInfinity);
    }
}
