using Lab.Instruments.Benches;
using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>Rohde &amp; Schwarz SMB100A RF signal generator.</summary>
public sealed class RohdeSchwarzSmb100A : ScpiRfGenerator
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
        Create = context => new RohdeSchwarzSmb100A(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["SMB100A"];

    /// <summary>Continuous wave, no modulation: what earlier users left on would add tones to the sample.</summary>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync(":SOUR:FREQ:MODE CW;:SOUR:MOD:ALL:STAT 0", cancellationToken);
}
