using Lab.Mocks.Scpi;

namespace Lab.Mocks.TemperatureControllers;

/// <summary>The dialect of the Lake Shore 335 and 336 (their user's manuals, chapter 6), on a heater of 25 Ω.</summary>
public abstract class LakeShore33XTwin : LakeShoreControllerTwin
{
    private const int ClosedLoop = 1;

    private readonly string[] inputTypes;
    private int mode = ClosedLoop;
    private int loopInput = 1;
    private int powerUp;

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="inputs">How many thermometers it has.</param>
    protected LakeShore33XTwin(TwinContext context, string identity, int inputs)
        : base(context, identity, inputs)
    {
        inputTypes = new string[inputs];
        AddHeater(inputs);
        Commands.Command("INTYPE", arguments =>
        {
            int input = TakeInput(arguments);
            int[] fields =
            [
                Whole(arguments, 0, 4), Whole(arguments, 0, 1), Whole(arguments, 0, 8), Whole(arguments, 0, 1),
                Whole(arguments, 1, 3),
            ];
            inputTypes[input - 1] = string.Join(',', fields);
        });
        Commands.Query("INTYPE", arguments => inputTypes[TakeInput(arguments) - 1]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<double> RangeWatts { get; } = [0, 0.5, 5, 50];

    /// <inheritdoc/>
    protected override int LoopInput => loopInput;

    /// <inheritdoc/>
    protected sealed override void Reset()
    {
        (mode, loopInput, powerUp) = (ClosedLoop, 1, 0);
        Array.Fill(inputTypes, "1,0,1,0,1");
        base.Reset();
    }

    private void AddHeater(int inputs)
    {
        Commands.Command("OUTMODE", arguments =>
        {
            TakeLoop(arguments);
            (mode, loopInput, powerUp) = (Whole(arguments, 0, 5), Whole(arguments, 0, inputs), Whole(arguments, 0, 1));
        });
        Commands.Query("OUTMODE", arguments =>
        {
            TakeLoop(arguments);
            return $"{mode},{loopInput},{powerUp}";
        });
        Commands.Command("RANGE", arguments =>
        {
            TakeLoop(arguments);
            int range = Whole(arguments, 0, 3);
            SetRange(mode == ClosedLoop ? range : 0);
        });
        Commands.Query("RANGE", arguments => OfLoop(arguments, () => $"{Range}"));
        Commands.Query("HTR", arguments => OfLoop(arguments, () => Show(Loop.Percent, "000.0")));
        Commands.Query("HTRST", arguments => OfLoop(arguments, () => $"{HeaterFault}"));
    }

    private static string OfLoop(ScpiArguments arguments, Func<string> answer)
    {
        TakeLoop(arguments);
        return answer();
    }
}
