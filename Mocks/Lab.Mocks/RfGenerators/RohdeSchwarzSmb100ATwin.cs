namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of the Rohde &amp; Schwarz SMB100A with the 6 GHz option.</summary>
public sealed class RohdeSchwarzSmb100ATwin : RfGeneratorTwin
{
    private string frequencyMode = "CW";

    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzSmb100ATwin(TwinContext context)
        : base(context, "Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15", (9e3, 6e9), (-145, 30))
    {
        Commands.Word("[:SOURce<n>]:FREQuency:MODE", ["CW", "FIXed", "SWEep", "LIST"], () => frequencyMode, mode => frequencyMode = mode);
        bool modulation = false;
        Commands.Switch("[:SOURce<n>]:MODulation[:ALL]:STATe", () => modulation, on => modulation = on);
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-smb100a",
        Settings = TwinSettings,
        Create = context => new RohdeSchwarzSmb100ATwin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        base.Reset();
        frequencyMode = "CW";
    }
}
