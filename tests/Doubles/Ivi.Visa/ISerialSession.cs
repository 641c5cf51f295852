namespace Ivi.Visa;

public interface ISerialSession : IMessageBasedSession
{
    int BaudRate { get; set; }

    short DataBits { get; set; }

    SerialParity Parity { get; set; }

    SerialStopBitsMode StopBits { get; set; }

    SerialFlowControlModes FlowControl { get; set; }

    SerialTerminationMethod ReadTermination { get; set; }

    SerialTerminationMethod WriteTermination { get; set; }
}
