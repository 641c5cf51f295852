using Lab.Instruments;
using Lab.Instruments.Terminals;

namespace Lab.Modules;

/// <summary>Whether a declaration of terminals is whole, so that nothing that drives the sample is left out of gate and safe
/// state.</summary>
internal static class TerminalCheck
{
    /// <summary>Refuses a declaration that is not whole.</summary>
    /// <param name="what">The name of the declaring thing, for the message.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="terminals">The terminals.</param>
    /// <param name="refuse">Makes the error.</param>
    /// <exception cref="ModuleException">A part is missing.</exception>
    public static void Require(
        string what, InstrumentKind kind, IReadOnlyList<TerminalDefinition> terminals, Func<string, ModuleException> refuse)
    {
        if (terminals.GroupBy(terminal => terminal.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw refuse(same.Key.Length == 0
                ? $"{what} has several terminals without a name; name each as the instrument does"
                : $"{what} declares the terminal '{same.Key}' twice; declare it once");
        }

        foreach (TerminalDefinition terminal in terminals)
        {
            string shown = terminal.Name.Length == 0 ? "its terminal" : $"its terminal '{terminal.Name}'";
            if (terminal.SafeRank is null && (terminal.Channels.Count > 0 || terminal.IsSwitched))
            {
                throw refuse(
                    $"{what} sets something at {shown}, which has no SafeRank and so would be left on; give it one (SafeRanks "
                        + "has the usual turns)");
            }

            if (terminal.Channels.GroupBy(channel => channel.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw refuse($"{what} declares the channel '{twice.Key}' twice at {shown}; declare it once");
            }
        }

        if (terminals.Any(terminal => terminal.DrivesSample) && !kind.Interface.IsAssignableTo(typeof(IDrivesSample)))
        {
            throw refuse(
                $"{what} drives the sample, and {kind.Interface.Name} does not derive from IDrivesSample, so that it could not "
                    + "be read back and made safe; derive it from that");
        }
    }
}
