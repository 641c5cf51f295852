using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.TemperatureControllers.LakeShore340Twin>]

namespace Lab.Mocks.TemperatureControllers;

/// <summary>Twin of the Lake Shore 340 temperature controller (model 340 user's manual, chapter 9), with a heater of 25 Ω at
/// 1 A.</summary>
public sealed class LakeShore340Twin : LakeShoreControllerTwin, IShippedTwin
{
    private int loopInput = 1;
    private int unit = 1;
    private bool isOn = true;
    private bool powersUp;
    private int mode = 1;

    /// <summary>Creates the twin.</summary>
    public LakeShore340Twin(TwinContext context)
        : base(context, "LSCI,MODEL340,342638,061407", inputs: 2)
    {
        Commands.Command("CSET", arguments =>
        {
            TakeLoop(arguments);
            (loopInput, unit) = (TakeInput(arguments), Whole(arguments, 1, 3));
            isOn = Whole(arguments, 0, 1) == 1;
            powersUp = arguments.Remaining > 0 ? Whole(arguments, 0, 1) == 1 : powersUp;
        });
        Commands.Query("CSET", arguments =>
        {
            TakeLoop(arguments);
            return $"{(char)('A' + loopInput - 1)},{unit},{(isOn ? 1 : 0)},{(powersUp ? 1 : 0)}";
        });
        Commands.Command("CMODE", arguments =>
        {
            TakeLoop(arguments);
            mode = Whole(arguments, 1, 6);
        });
        Commands.Query("CMODE", arguments =>
        {
            TakeLoop(arguments);
            return $"{mode}";
        });
        Commands.Command("RANGE", arguments =>
        {
            int range = Whole(arguments, 0, 5);
            SetRange(isOn ? range : 0);
        });
        Commands.Query("RANGE", _ => $"{Range}");
        Commands.Query("HTR", _ => Show(Loop.Percent, "000.0"));
        Commands.Query("HTRST", _ => HeaterFault.ToString("00"));
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "lakeshore-340",
        Rough = Left,
        Settings = Keys,
        Create = context => new LakeShore340Twin(context),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<double> RangeWatts { get; } = [0, 0.0025, 0.025, 0.25, 2.5, 25];

    /// <inheritdoc/>
    protected override int LoopInput => loopInput;

    // Identity of the form of another recorded unit.
    private static RoughManners Left => Manners(
        "LSCI,MODEL340,340219,111196",
        "*ESE 255;*SRE 32",
        "CSET 1,A,2,0,1;RAMP 1,0,0.1;SETP 1,20",
        "NONSENSE");

    /// <inheritdoc/>
    protected override void Reset()
    {
        (loopInput, unit, isOn, powersUp, mode) = (1, 1, true, false, 1);
        base.Reset();
    }
}
