using Lab.Instruments.DaqCards.Library;

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>What an error of the card's library means to a run, and how it is mended.</summary>
internal static class DaqFaults
{
    /// <summary>The error for a status.</summary>
    /// <param name="status">The status, below zero.</param>
    /// <param name="text">The library's own words.</param>
    /// <param name="where">The card and the call.</param>
    /// <param name="address">The card's address.</param>
    public static InstrumentException Of(int status, string text, string where, string address)
    {
        (InstrumentFault fault, string remedy) = status switch
        {
            DaqCodes.DeviceNotAccessible or DaqCodes.DeviceNotFound or DaqCodes.InvalidDevice => (
                InstrumentFault.Disconnected,
                $"Check the card's cable and supply and that its name is that of '{address}'; what its outputs give is not known "
                    + "until it answers again."),
            DaqCodes.InvalidTask => (
                InstrumentFault.Rebooted,
                "The card was reset, by its driver software or by another program, and its tasks are gone. End the other "
                    + "program, then resume the run."),
            DaqCodes.SamplesNotYetAvailable or DaqCodes.NotDone or DaqCodes.OperationTimedOut => (
                InstrumentFault.Timeout, "Check that the trigger or the sample clock comes, and at which terminal."),
            DaqCodes.ResourceReserved => (
                InstrumentFault.Refused,
                "Another program uses that part of the card. End it, or its process if it hangs."),
            DaqCodes.SamplesOverwritten => (
                InstrumentFault.Refused, "The computer did not read in time. Lower the rate, or record fewer inputs."),
            DaqCodes.InvalidAttributeValue or DaqCodes.SampleOutOfRange => (
                InstrumentFault.Refused, "Choose a rate, time or voltage that the card has."),
            DaqCodes.NoSuchChannel => (
                InstrumentFault.Refused, "Choose a terminal that this card has, or bind another card."),
            _ => (
                InstrumentFault.Refused, "Choose settings that the card accepts; ni.com explains the number."),
        };
        string first = text.Split('\n')[0].TrimEnd('.', ' ');
        return new InstrumentException(
            fault, $"NI-DAQmx reports {status}, '{(first.Length > 0 ? first : "no words")}'", where, remedy,
            new DaqException(status, where, text));
    }
}
