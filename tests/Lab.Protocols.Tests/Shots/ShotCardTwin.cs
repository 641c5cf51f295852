using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Mocks;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Shots;

/// <summary>The twin of the card: it begins the shots, and reads with noise.</summary>
internal sealed class ShotCardTwin : ScpiTwin
{
    private const double Noise = 1e-4;

    private readonly ShotStream noise;

    public ShotCardTwin(TwinContext context)
        : base(context, "Lab,CARD1,1,1.0")
    {
        noise = context.RandomOfShots("noise");
        Commands.Query(":SHOT", _ =>
        {
            Stage.Shots.Trigger();
            ShotsTaken++;
            Stage.Drive(Name, new DirectCurrent(default));
            ((ISteppedClock)Clock).Advance(Duration.FromSeconds(1e-5));
            double volts = Stage.Sense(Name, Sensed.Voltage) + (noise.Now.NextGaussian() * Noise);
            return volts.ToString("R", CultureInfo.InvariantCulture);
        });
    }

    public static TwinDescription Description { get; } = new()
    {
        Driver = "shot-card",
        Settings = [],
        Create = context => new ShotCardTwin(context),
    };

    public override bool IsRenewedByShot => true;

    public int ShotsTaken { get; private set; }

    protected override void Reset()
    {
    }
}
