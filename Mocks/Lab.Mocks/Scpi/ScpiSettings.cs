namespace Lab.Mocks.Scpi;

/// <summary>Settings that an instrument keeps, answers and resets, and that change nothing on the sample.</summary>
/// <param name="commands">Where their commands are added.</param>
public sealed class ScpiSettings(ScpiCommandSet commands)
{
    private readonly List<Action> resets = [];

    /// <summary>Adds a number within bounds.</summary>
    /// <param name="pattern">The header.</param>
    /// <param name="unit">The unit of parameter and answer; empty where it takes none.</param>
    /// <param name="minimum">The smallest accepted value.</param>
    /// <param name="maximum">The largest accepted value.</param>
    /// <param name="defaultValue">The value after <c>*RST</c>.</param>
    public void Number(string pattern, string unit, double minimum, double maximum, double defaultValue)
    {
        var number = new ScpiNumber
        {
            Unit = unit,
            Minimum = () => minimum,
            Maximum = () => maximum,
            Default = defaultValue,
            Value = defaultValue
        };
        commands.Number(pattern, number);
        resets.Add(() => number.Value = defaultValue);
    }

    /// <summary>Adds a switch.</summary>
    public void Switch(string pattern, bool defaultValue = false)
    {
        bool on = defaultValue;
        commands.Switch(pattern, () => on, value => on = value);
        resets.Add(() => on = defaultValue);
    }

    /// <summary>Adds a choice of words as manuals print them, the first of which holds after <c>*RST</c>.</summary>
    public void Word(string pattern, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string defaultWord = ScpiArguments.ShortForm(words[0]);
        string word = defaultWord;
        commands.Word(pattern, words, () => word, value => word = value);
        resets.Add(() => word = defaultWord);
    }

    /// <summary>Adds a list of numbers, each within bounds, of which <c>:POINts?</c> tells the length.</summary>
    public void List(string pattern, string unit, double minimum, double maximum, double defaultValue, int longest)
    {
        List<double> list = [defaultValue];
        commands.Command(pattern, arguments =>
        {
            List<double> given = [];
            do
            {
                given.Add(arguments.Number(unit, minimum, maximum));
            }
            while (arguments.Remaining > 0);
            list = given.Count <= longest ? given : throw new ScpiErrorException(-223, "Too much data");
        });
        commands.Query(pattern, _ => string.Join(",", list.Select(value => value.ToString("R"))));
        commands.Query($"{pattern}:POINts", _ => $"{list.Count}");
        resets.Add(() => list = [defaultValue]);
    }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset() => resets.ForEach(reset => reset());
}
