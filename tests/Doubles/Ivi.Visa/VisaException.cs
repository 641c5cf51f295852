namespace Ivi.Visa;

public class VisaException(string message) : Exception(message);
